/// The signature of a group, judged by ssh-keygen(1): no code of qli's own decides what one is worth.
struct GroupSignature {
  /// What signatures of groups are for, so that none for something else counts.
  static let namespace = "qli-group"
  /// How long ssh-keygen may take: a key may be on a token.
  private static let limit = RunDuration.seconds(30)
  private static let outputLimit = 64 << 10
  private static let largestSignature = 64 << 10

  private let signers: Signers
  private let program: FilePath
  private let folder: OwnFolder
  private let context: RunContext
  private let loop: EventLoop

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
    let program = try converting(SignatureError.program) { () throws(ProgramError) in
      try SearchPath.program("ssh-keygen", in: environment, safety)
    }
    let folder = try temporaryFolder(environment, safety)
    defer { folder.remove() }
    let check = GroupSignature(
      signers: signers, program: program, folder: folder, context: context, loop: loop)
    // What is judged are the bytes that were read.
    try check.write(bytes, as: ChecksumList.fileName)
    try check.write(signature, as: ChecksumList.signatureName)
    let identity = try check.identity(listPath, path, before: before)
    try compare(files, with: bytes, of: group, listPath, safety)
    return identity
  }

  // MARK: - The signature

  private func identity(
    _ list: FilePath, _ signature: FilePath, before: String?
  ) throws(SignatureError) -> String {
    // Each is asked by itself, so that it is known what is wrong.
    let first = try ask("check-novalidate", ["-n", ByteString(Self.namespace)])
    if !first.isGood {
      if first.said("namespace does not match") { throw .otherNamespace(signature) }
      if first.said("incorrect signature") { throw .tampered(list) }
      throw .malformed(signature, first.errors)
    }
    let found = try ask("find-principals", ["-f", signers.file.string])
    let identities = found.output.split(separator: "\n").map { String($0) }
    guard found.isGood,
      let identity = before.flatMap({ identities.contains($0) ? $0 : nil }) ?? identities.first
    else {
      if found.said("expired") || found.said("not yet valid") {
        throw .expired(signers: signers.file, found.errors)
      }
      if found.errors.isEmpty || found.errors.utf8.starts(with: "No principal matched".utf8) {
        throw .otherKey(signers: signers.file)
      }
      throw .brokenSigners(signers.file, found.errors)
    }
    let verify: [ByteString] = [
      "-n", ByteString(Self.namespace), "-f", signers.file.string, "-I", ByteString(identity),
    ]
    let verified = try ask("verify", verify)
    guard verified.isGood else { throw .notPermitted(signers: signers.file, verified.errors) }
    for list in signers.revoked {
      if try !ask("verify", verify + ["-r", list.string]).isGood { throw .revoked(list) }
    }
    if let before, before != identity { throw .otherIdentity(identity, before: before) }
    return identity
  }

  private struct Answer {
    let isGood: Bool
    let output: String
    let errors: String

    /// Whether `words` are in what it said on standard error.
    func said(_ words: String) -> Bool { ByteString(errors).contains(words.utf8) }
  }

  /// What ssh-keygen says of the signature, with the list to read.
  private func ask(
    _ question: ByteString, _ arguments: [ByteString]
  ) throws(SignatureError) -> Answer {
    let signature = folder.path.appending(ChecksumList.signatureName).string
    let input = try converting({ SignatureError.unreadable(folder.path, $0) }) { () throws(Errno) in
      try OwnedDescriptor(opening: folder.path.appending(ChecksumList.fileName), for: .reading)
    }
    let launch = Launch(
      program: program, arguments: Arguments(["-Y", question] + arguments + ["-s", signature]),
      environment: ChildEnvironment(context.environment), input: .descriptor(input.number),
      signalMask: loop.callerMask)
    let process = HelperProcess(
      launch, Limits(time: Self.limit), outputLimit: Self.outputLimit, loop)
    var isGood = true
    do throws(HelperRun.Failure) { try HelperRun.finish([process], loop) } catch {
      switch error {
      case .interrupted(let signal): throw .interrupted(signal)
      case .system(let error): throw .failed("\(error)")
      case .failed:
        guard case .unsuccessful(.exited, _)? = process.failure else {
          throw .failed(process.failure?.words ?? "it failed")
        }
        isGood = false
      }
    }
    withExtendedLifetime(input) {}
    return Answer(
      isGood: isGood, output: String(decoding: process.output.bytes, as: UTF8.self),
      errors: String(decoding: process.errors.bytes, as: UTF8.self))
  }

  // MARK: - What was signed

  private static func compare(
    _ files: TrustFiles, with bytes: [UInt8], of group: Group, _ path: FilePath,
    _ safety: PathSafety
  ) throws(SignatureError) {
    let list = try converting({ SignatureError.brokenList(path, $0) }) {
      () throws(ChecksumList.Problem) in
      try ChecksumList(bytes)
    }
    var known: [ByteString: SHA256.Digest] = [:]
    for file in files.list where !file.isOfPath { known[ByteString(file.name)] = file.digest }
    var wanted: [ByteString: SHA256.Digest] = [:]
    for entry in list.entries { wanted[entry.name] = entry.digest }
    let names = try SignedFiles.names(in: group.directory)
    let extra = names.filter { wanted[$0] == nil }
    if !extra.isEmpty { throw .extra(extra) }
    let present = Set(names)
    let missing = list.entries.map { $0.name }.filter { !present.contains($0) }
    if !missing.isEmpty { throw .missing(missing) }
    var changed: [ByteString] = []
    for name in names {
      let file = group.directory.appending(name)
      _ = try converting(SignatureError.unsafe) { () throws(LookupError) in try safety.require(file)
      }
      // What is recorded is what was read first.
      let digest: SHA256.Digest
      if let read = known[name] {
        digest = read
      } else {
        digest = try converting({ SignatureError.unreadable(file, $0) }) { () throws(Errno) in
          let opened = try OwnedDescriptor(opening: file, for: .reading)
          return try SHA256.digest(of: opened.number)
        }
      }
      if digest != wanted[name] { changed.append(name) }
    }
    if !changed.isEmpty { throw .changed(changed) }
    // Something that came and went meanwhile would be recorded, and was in no list.
    let unsigned = known.keys.filter { wanted[$0] == nil }
    if !unsigned.isEmpty { throw .extra(Array(unsigned)) }
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
