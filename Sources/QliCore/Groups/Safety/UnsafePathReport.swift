extension ErrorReport {
  /// The words for a path that somebody else could change, and so `effect`, such as "change what
  /// runs". The help mends all of it.
  init(_ unsafe: UnsafePath, effect: String) {
    let sentences = unsafe.problems.map { $0.sentence(effect: effect) }
    self.init(
      "unsafe: \(sentences.first ?? "")", details: sentences.dropFirst().map { "  \($0)" },
      help: Self.help(unsafe.problems))
  }

  private static func help(_ problems: [UnsafePath.Problem]) -> [String] {
    var help: [String] = []
    let open = problems.filter { $0.permission != nil }
    if !open.isEmpty {
      let letters = Set(open.flatMap { Array($0.permission ?? "") }).sorted()
      help.append(line("chmod \(String(letters))-w", open.map { $0.path }, open))
    }
    let foreign = problems.filter { $0.isForeign }
    if !foreign.isEmpty { help.append(line("chown -h root", foreign.map { $0.path }, foreign)) }
    for problem in problems {
      if case .otherName = problem.reason {
        let path = Wording.shellQuoted(problem.path)
        help.append("cp -p \(path) \(path).copy && mv \(path).copy \(path)")
      }
      if let folder = problem.folderToMake {
        help.append("mkdir -p \(Wording.shellQuoted(folder))")
      }
    }
    return help
  }

  /// Where one folder holds all that is wrong, and what lies in it is likely to be as wrong, as below
  /// a umask of 0, it is said of the whole.
  ///
  /// Only the owner can change a mode, and only root an owner.
  private static func line(
    _ command: String, _ paths: [FilePath], _ problems: [UnsafePath.Problem]
  ) -> String {
    let user = Host.effectiveUserID
    let isOwn = user == 0 || problems.allSatisfy { $0.status.owner == user }
    var words = command.split(separator: " ").map { String($0) }
    if paths.count > 1, let top = paths.first, paths.dropFirst().allSatisfy({ $0.isInside(top) }) {
      words.insert("-R", at: 1)
      words.append(Wording.shellQuoted(top))
    } else {
      words += paths.map { Wording.shellQuoted($0) }
    }
    return ((isOwn ? [] : ["sudo"]) + words).joined(separator: " ")
  }
}

extension UnsafePath.Problem {
  /// What is wrong, without a full stop.
  fileprivate func sentence(effect: String) -> String {
    switch reason {
    case .everyone, .everyoneAndGroup:
      "anyone on this machine can write to \(subject), and so \(effect)"
    case .group: "\(groupText) can write to \(subject), and so \(effect)"
    case .owner: "\(subject) belongs to \(ownerText), who can \(effect)"
    case .otherName: "\(subject) is the same file as another one (a hard link)"
    case .processLink: "\(subject) leads elsewhere in each process, and so can't be judged"
    case .creatable(_, let wanted, let why):
      "\(maker(why)) could make '\(Visible.text(wanted))', which is looked in first, and so "
        + effect
    }
  }

  private var subject: String {
    let path = "'\(Visible.text(path))'"
    return switch status.kind {
    case .directory: "the folder \(path)"
    case .symbolicLink: "the link \(path)"
    case .regular, .pipe, .socket, .device, .other: path
    }
  }

  private var groupText: String {
    "the group '\(Accounts.groupName(of: status.group).map { Visible.text($0) } ?? "\(status.group)")'"
      + ", which you aren't in,"
  }

  private var ownerText: String { "the user '\(Accounts.shownName(of: status.owner))'" }

  private func maker(_ reason: UnsafePath.Reason) -> String {
    switch reason {
    case .everyone, .everyoneAndGroup, .otherName, .processLink, .creatable:
      "anyone on this machine"
    case .group: groupText
    case .owner: ownerText
    }
  }

  /// Whose right to write is to be taken away, as chmod(1) has it; nil where that isn't what is wrong.
  fileprivate var permission: String? {
    switch reason {
    case .everyone: "o"
    case .group: "g"
    case .everyoneAndGroup: "go"
    case .owner, .otherName, .processLink: nil
    case .creatable(_, _, let why):
      switch why {
      case .everyone where !status.isSticky: "o"
      case .everyoneAndGroup where !status.isSticky: "go"
      case .group where !status.isSticky: "g"
      default: nil
      }
    }
  }

  fileprivate var isForeign: Bool {
    switch reason {
    case .owner: true
    case .creatable(_, _, .owner): true
    default: false
    }
  }

  /// What to make, so that nobody else can: in a sticky folder it stays the user's.
  fileprivate var folderToMake: FilePath? {
    if case .creatable(_, let wanted, _) = reason, permission == nil, !isForeign { return wanted }
    return nil
  }
}
