/// The signature of a group, judged by ssh-keygen(1): no code of qli's own decides what one is worth.
struct GroupSignature {
  /// What signatures of groups are for, so that none for something else counts.
  static let namespace = "qli-group"
  private static let largestSignature = 64 << 10
  private static let largestSigners = 1 << 20

  private let signers: Signers
  private let program: SSHKeygen
  private let folder: OwnFolder

  /// Finds out whether `files` of `group` are what somebody has signed who may.
  ///
  /// - Parameter before: whose signature the group was trusted by, if it was.
  /// - Returns: whose it is now; nil where signatures don't matter here.
  static func check(
    _ files: TrustFiles, of group: Group, before: String?, _ context: RunContext, _ loop: EventLoop
  ) throws(SignatureError) -> String? {
    let (environment, safety) = (context.environment, PathSafety())
    let listPath = group.directory.appending(ChecksumList.fileName)
    let path = group.directory.appending(ChecksumList.signatureName)
    let isSigned = FileAccess.mayBeThere(path)
    guard let signers = try Signers.find(in: environment, safety) else {
      if isSigned { throw .noSigners(path, signers: Signers.place(in: environment)) }
      return nil
    }
    guard isSigned else { throw .unsigned(group.directory, signers: signers.file) }
    guard FileAccess.mayBeThere(listPath) else { throw .noList(listPath) }
    let bytes = try read(listPath, limit: ChecksumList.maximumSize, safety)
    let signature = try read(path, limit: largestSignature, safety)
    let program = try SSHKeygen(context, loop)
    let folder = try temporaryFolder(environment, safety)
    defer { folder.remove() }
    let check = GroupSignature(signers: signers, program: program, folder: folder)
    // What is judged are the bytes that were read.
    try check.write(bytes, as: ChecksumList.fileName)
    try check.write(signature, as: ChecksumList.signatureName)
    try check.requireIntact(listPath, path)
    let identity = try check.identity(before: before, safety)
    let list = try converting({ SignatureError.brokenList(listPath, $0) }) {
      () throws(ChecksumList.Problem) in
      try ChecksumList(bytes)
    }
    if let name = list.group, !name.equals(group.name.text) {
      throw .otherGroup(listPath, name)
    }
    try SignedFiles(list, in: group.directory, loop).compare(files, safety)
    return identity
  }

  // MARK: - The signature

  /// Each is asked by itself, so that it is known what is wrong.
  private func ask(
    _ question: ByteString, _ arguments: [ByteString]
  ) throws(SignatureError) -> SSHKeygen.Answer {
    try program.ask(question, arguments, about: ChecksumList.fileName, in: folder.path)
  }

  /// Refuses what is no signature of the list, whoever has made it.
  private func requireIntact(
    _ list: FilePath, _ signature: FilePath
  ) throws(SignatureError) {
    let answer = try ask("check-novalidate", ["-n", ByteString(Self.namespace)])
    if answer.isGood { return }
    if answer.said("namespace does not match") { throw .otherNamespace(signature) }
    if answer.said("incorrect signature") { throw .tampered(list) }
    // Its own words for what has another form.
    for words in ["Couldn't parse signature", "sshsig_armor", "Couldn't verify signature"]
    where answer.said(words) {
      throw .malformed(signature, answer.errors)
    }
    throw .unjudged(answer.errors)
  }

  /// Whose signature it is: of several whose key it may be, `before`'s, if it is one of them.
  private func identity(
    before: String?, _ safety: PathSafety
  ) throws(SignatureError) -> String {
    let (some, refusal) = try identities(in: signers.file)
    if let identity = Self.choice(of: some, before) { return identity }
    var found = some
    // Of the lines with one key ssh-keygen names the first that holds now, whatever that is for.
    for (index, line) in try lines(safety).enumerated() {
      let name = "signer-\(index)"
      try write(line + [.lineFeed], as: name)
      let more = try identities(in: folder.path.appending(name)).identities
      if let identity = Self.choice(of: more, before) { return identity }
      found += more
    }
    if let before, let other = found.first { throw .otherIdentity(other, before: before) }
    throw refusal ?? .otherKey(signers: signers.file)
  }

  private static func choice(of identities: [String], _ before: String?) -> String? {
    guard let before else { return identities.first }
    return identities.contains(before) ? before : nil
  }

  /// Whose the key is, by `file`, and who may sign groups with it; where that is nobody, why.
  ///
  /// - Throws: where the key was revoked.
  private func identities(
    in file: FilePath
  ) throws(SignatureError) -> (identities: [String], refusal: SignatureError?) {
    let found = try ask("find-principals", ["-f", file.string])
    guard found.isGood, !found.output.isEmpty else {
      if found.said("expired") || found.said("not yet valid") {
        return ([], .expired(signers: file, found.errors))
      }
      if found.errors.first?.utf8.starts(with: "No principal matched".utf8) != false {
        return ([], .otherKey(signers: file))
      }
      return ([], .brokenSigners(file, found.errors))
    }
    var identities: [String] = []
    var refusal: SignatureError?
    for identity in found.output {
      let words: [ByteString] = [
        "-n", ByteString(Self.namespace), "-f", file.string, "-I", ByteString(identity),
      ]
      let verified = try ask("verify", words)
      guard verified.isGood else {
        refusal = refusal ?? .notPermitted(signers: file, verified.errors)
        continue
      }
      try requireNotRevoked(words)
      identities.append(identity)
    }
    return (identities, refusal)
  }

  /// Refuses a key that a list of those says was revoked, or may: `words` are what is verified without one.
  private func requireNotRevoked(_ words: [ByteString]) throws(SignatureError) {
    for list in signers.revoked {
      if try ask("verify", words + ["-r", list.string]).isGood { continue }
      // Only so it says why.
      let reasons = try ask("verify", words + ["-r", list.string, "-vvv"])
      if reasons.said("Key is revoked") { throw .revoked(list) }
      let words = reasons.errors.filter { ByteString($0).contains("check_revoked".utf8) }
      throw .brokenRevoked(list, words)
    }
  }

  /// The lines of the signers that may name one.
  private func lines(_ safety: PathSafety) throws(SignatureError) -> [[UInt8]] {
    let bytes = try Self.read(signers.file, limit: Self.largestSigners, safety)
    let lines = bytes.split(separator: .lineFeed).filter { $0.first != UInt8(ascii: "#") }
    return lines.count > 1 ? lines.map { Array($0) } : []
  }

  // MARK: - Files

  private static func read(
    _ path: FilePath, limit: Int, _ safety: PathSafety
  ) throws(SignatureError) -> [UInt8] {
    _ = try converting(SignatureError.unsafe) { () throws(LookupError) in try safety.require(path) }
    let bytes = try converting({ SignatureError.unreadable(path, $0) }) { () throws(Errno) in
      let file = try OwnedDescriptor(opening: path, for: .reading)
      return try file.number.readAll(limit: limit)
    }
    guard let bytes else { throw .unreadable(path, .fileTooBig) }
    return bytes
  }

  private func write(_ bytes: [UInt8], as name: String) throws(SignatureError) {
    let path = folder.path.appending(name)
    try converting({ SignatureError.unreadable(path, $0) }) { () throws(Errno) in
      try FileReplacement.create(bytes, at: path, mode: 0o600)
    }
  }

  private static func temporaryFolder(
    _ environment: Environment, _ safety: PathSafety
  ) throws(SignatureError) -> OwnFolder {
    do throws(TrustError) {
      return try TrustView.temporaryFolder(environment, safety)
    } catch {
      if case .lookup(let error) = error { throw .unsafe(error) }
      throw .failed("no temporary folder can be made")
    }
  }
}
