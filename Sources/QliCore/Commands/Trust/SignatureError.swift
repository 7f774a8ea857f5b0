/// Why a group isn't trusted by a signature.
enum SignatureError: Error {
  /// There are signers, and the group has no signature.
  case unsigned(FilePath, signers: FilePath)
  /// It has a signature, and nobody whose signature counts is known.
  case noSigners(FilePath, signers: FilePath)
  /// It has a signature of nothing.
  case noList(FilePath)
  /// Somebody else could change what decides it, or that can't be found out.
  case unsafe(LookupError)
  /// None of these places has ssh-keygen, or somebody else than root could change it there.
  case noProgram([FilePath])
  case program(LookupError)
  /// It can't be asked, or has no answer.
  case failed(String)
  case unjudged([String])
  case interrupted(Signal)
  /// The list isn't what was signed.
  case tampered(FilePath)
  /// It was signed for something else.
  case otherNamespace(FilePath)
  /// It is no signature.
  case malformed(FilePath, [String])
  /// The key is none of the signers'.
  case otherKey(signers: FilePath)
  /// The key was a signer's, or will be.
  case expired(signers: FilePath, [String])
  /// The key may not sign groups.
  case notPermitted(signers: FilePath, [String])
  /// The file of the signers can't be read as one.
  case brokenSigners(FilePath, [String])
  /// The key is somebody else's than the one that the group was trusted by.
  case otherIdentity(String, before: String)
  case revoked(FilePath)
  /// The list of revoked keys can't be read as one.
  case brokenRevoked(FilePath, [String])
  /// The list can't be read as one.
  case brokenList(FilePath, ChecksumList.Problem)
  /// It is another group's.
  case otherGroup(FilePath, ByteString)
  /// Files that aren't what the list says, that it has and the group hasn't, or the other way round.
  case changed([ByteString])
  case missing([ByteString])
  case extra([ByteString])
  /// What is no file can't be signed; and the link of the group that leads there, if one does.
  case notRegular(FilePath, FileStatus.Kind, link: FilePath?)
  /// This leads back to a folder that it lies in; and the link of the group that leads there.
  case loop(FilePath, link: FilePath?)
  case unreadable(FilePath, Errno)
}

extension ErrorReport {
  /// How many files are named.
  private static let mostNames = SignedFiles.mostNamed

  /// The words for `group`, which isn't trusted.
  init(_ error: SignatureError, of group: ExtensionName) {
    let subject = "group '\(group)' isn't trusted"
    let sign = "let a signer sign it, see SIGNED GROUPS in man qli"
    switch error {
    case .unsigned(let folder, let signers):
      self.init(
        "\(subject): it has no \(ChecksumList.signatureName), and by '\(Visible.text(signers))' it needs one",
        help: [
          sign + ": \(Wording.shellQuoted(folder))",
          "or add a key of your own to the signers, and sign it with that",
        ])
    case .noSigners(let signature, let signers):
      self.init(
        "\(subject): it is signed, and nobody is known who may sign it: '\(Visible.text(signature))'",
        help: [
          "write who may, as in ALLOWED SIGNERS of man ssh-keygen, into \(Wording.shellQuoted(signers))"
        ])
    case .noList(let path):
      self.init(
        "\(subject): it has a signature, and not what was signed: '\(Visible.text(path))'",
        help: [sign])
    case .unsafe(let error):
      let report = ErrorReport(error)
      self.init("\(subject): \(report.headline)", details: report.details, help: report.help)
    case .noProgram(let places):
      let folders = places.map { Visible.text($0) }.joined(separator: ", ")
      self.init(
        "\(subject): ssh-keygen isn't in one of \(folders), and no other is asked",
        help: ["install OpenSSH for the whole machine"])
    case .program(let error):
      let report = ErrorReport(error)
      self.init(
        "\(subject): ssh-keygen can't be trusted: \(report.headline)", details: report.details,
        help: report.help)
    case .failed(let words): self.init("\(subject): ssh-keygen can't be asked: \(words)")
    case .unjudged(let words):
      self.init(
        "\(subject): ssh-keygen can't judge its signature", details: Self.said(words),
        help: ["try it: see SIGNED GROUPS in man qli"])
    case .interrupted(let signal): self.init("interrupted by \(signal)")
    case .tampered(let path):
      self.init("\(subject): '\(Visible.text(path))' isn't what was signed", help: [sign])
    case .otherNamespace(let path):
      self.init(
        "\(subject): '\(Visible.text(path))' is a signature for something else than groups of qli",
        help: ["sign it for them: ssh-keygen -Y sign -n \(GroupSignature.namespace) …"])
    case .malformed(let path, let words):
      self.init(
        "\(subject): '\(Visible.text(path))' is no signature", details: Self.said(words),
        help: [sign])
    case .otherKey(let signers):
      self.init(
        "\(subject): the key that has signed it isn't in '\(Visible.text(signers))'",
        help: ["add it, if its owner may sign this group", "or \(sign)"])
    case .expired(let signers, let words):
      self.init(
        "\(subject): the key that has signed it doesn't hold now, by '\(Visible.text(signers))'",
        details: Self.said(words), help: ["let a signer sign it anew"])
    case .notPermitted(let signers, let words):
      self.init(
        "\(subject): the key that has signed it may not sign groups, by '\(Visible.text(signers))'",
        details: Self.said(words),
        help: ["add '\(GroupSignature.namespace)' to its namespaces, if its owner may"])
    case .brokenSigners(let signers, let words):
      self.init(
        "\(subject): '\(Visible.text(signers))' can't be read", details: Self.said(words),
        help: ["see ALLOWED SIGNERS in man ssh-keygen"])
    case .otherIdentity(let identity, let before):
      self.init(
        "\(subject): '\(Visible.text(identity))' has signed it, and it was '\(Visible.text(before))' before",
        help: [
          "let that one sign it",
          "or, if it is in other hands now: qli trust --forget \(group) && qli trust \(group)",
        ])
    case .revoked(let path):
      self.init(
        "\(subject): the key that has signed it was revoked, by '\(Visible.text(path))'",
        help: ["look at what has come of it; then let a signer sign it anew"])
    case .brokenRevoked(let path, let words):
      self.init(
        "\(subject): '\(Visible.text(path))' can't be read", details: Self.said(words),
        help: ["write public keys into it, a line each, or a KRL: see man ssh-keygen"])
    case .otherGroup(let path, let name):
      self.init(
        "\(subject): what was signed is group '\(Visible.text(name))', by '\(Visible.text(path))'",
        help: [sign])
    case .brokenList(let path, let problem):
      self.init(
        "\(subject): '\(Visible.text(path))' can't be read: line \(problem.line): \(problem.reason)",
        help: [sign])
    case .changed(let names):
      self.init(
        names, "\(subject): \(Wording.count(names.count, "file")) of it isn't what was signed",
        "\(subject): \(names.count) files of it aren't what was signed")
    case .missing(let names):
      self.init(
        names, "\(subject): a file that was signed isn't there",
        "\(subject): \(names.count) files that were signed aren't there")
    case .extra(let names):
      let count = names.count > Self.mostNames ? "more than \(Self.mostNames)" : "\(names.count)"
      self.init(
        names, "\(subject): a file is there that wasn't signed",
        "\(subject): \(count) files are there that weren't signed", isAll: false)
    case .notRegular(let path, let kind, let link):
      self.init(
        "\(subject): '\(Visible.text(path))' is \(kind.name), which can't be signed",
        help: ["rm \(Wording.shellQuoted(link ?? path))"])
    case .loop(let path, let link):
      self.init(
        "\(subject): '\(Visible.text(path))' leads back to a folder that it is in",
        help: ["rm \(Wording.shellQuoted(link ?? path))"])
    case .unreadable(let path, let errno):
      self.init("\(subject): cannot read '\(Visible.text(path))': \(errno)")
    }
  }

  /// - Parameter isAll: whether no other was left out of `names`.
  private init(_ names: [ByteString], _ one: String, _ several: String, isAll: Bool = true) {
    var details = names.prefix(Self.mostNames).map { "  \(Visible.text($0))" }
    let others = names.count - Self.mostNames
    if others > 0 { details.append(isAll ? "  and \(others) more" : "  and more") }
    self.init(
      names.count == 1 ? one : several, details: details,
      help: ["let a signer look at that, and sign it anew: see SIGNED GROUPS in man qli"])
  }

  /// What ssh-keygen said.
  private static func said(_ lines: [String]) -> [String] {
    lines.map { "  ssh-keygen: \(Visible.text($0))" }
  }
}
