extension ErrorReport {
  /// The words for a path that somebody else could change, and so `effect`, such as "change what
  /// runs". The help mends all of it.
  init(_ unsafe: UnsafePath, effect: String) {
    let sentences = unsafe.problems.map { $0.sentence(effect: effect) }
    self.init(
      "unsafe: \(sentences.first ?? "")", details: sentences.dropFirst().map { "  \($0)" },
      help: unsafe.help)
  }
}

extension UnsafePath {
  /// What to type, to mend all of it.
  var help: [String] {
    let open = problems.filter { $0.permission != nil }
    var help = open.isEmpty ? [] : [Self.closing(open)]
    help += Self.handingOver(problems.filter { $0.isForeign })
    for problem in problems {
      if case .otherName = problem.reason {
        let path = Wording.shellQuoted(problem.path)
        help.append("cp -p \(path) \(path).copy && mv \(path).copy \(path)")
      }
      if let joining = problem.joining { help.append(joining) }
      if let folder = problem.folderToMake {
        help.append("mkdir -p \(Wording.shellQuoted(folder))")
      }
      if let link = problem.linkToRemove { help.append("rm \(Wording.shellQuoted(link))") }
    }
    return help
  }

  /// Whether it is shared by a group that this user isn't in.
  var isOfTeam: Bool {
    problems.contains {
      if case .team = $0.reason { true } else { false }
    }
  }

  /// Where one folder holds all that is open, and what lies in it is likely to be as open, as below a
  /// umask of 0, it is said of the whole.
  private static func closing(_ open: [Problem]) -> String {
    let letters = String(Set(open.flatMap { Array($0.permission ?? "") }).sorted())
    let user = Host.effectiveUserID
    // Only the owner can change a mode.
    let isOwn = user == 0 || open.allSatisfy { $0.status.owner == user }
    let command = (isOwn ? "" : "sudo ") + "chmod"
    if let top = top(of: open) { return "\(command) -R \(letters)-w \(Wording.shellQuoted(top))" }
    return "\(command) \(letters)-w \(words(open))"
  }

  /// Only root can. A whole tree, such as another user's home, isn't given away lightly.
  private static func handingOver(_ foreign: [Problem]) -> [String] {
    guard let first = foreign.first else { return [] }
    if foreign.contains(where: { $0.isUnmapped }) {
      return [
        "run qli outside of this user namespace (user_namespaces(7)), or map the owners into it"
      ]
    }
    // The folder of all, and all below it, are nobody's to hand over.
    let others = foreign.filter { $0.path != "/" }
    if others.isEmpty { return ["see whose it is: ls -ld /"] }
    guard Host.effectiveUserID == 0 else { return ["sudo chown -h root \(words(others))"] }
    let owner = Wording.shellQuoted(
      Accounts.userName(of: first.status.owner)?.text ?? "#\(first.status.owner)")
    let asOwner = "run it as that user: sudo -u \(owner) qli GROUP EXTENSION"
    // Root with another user's HOME, as after `sudo -E`: handed over, it would lock that user out.
    if let home = Environment.current.nonEmpty("HOME").map({ FilePath($0) }),
      let status = try? FileStatus(following: home), status.owner != 0,
      foreign.contains(where: {
        home.isWithin($0.path) || $0.path.isInside(home)
      })
    {
      return [asOwner, "or with root's own home: sudo -H qli GROUP EXTENSION"]
    }
    guard let top = top(of: others) else { return ["chown -h root \(words(others))"] }
    return [
      asOwner, "or, if all of it is to be root's: chown -R -h root \(Wording.shellQuoted(top))",
    ]
  }

  /// The first of several places, if the others lie in it; never a folder such as `/home`.
  private static func top(of problems: [Problem]) -> FilePath? {
    guard problems.count > 1, let top = problems.first?.path, top != "/", top.parent != "/",
      problems.dropFirst().allSatisfy({ $0.path.isInside(top) })
    else { return nil }
    return top
  }

  private static func words(_ problems: [Problem]) -> String {
    problems.map { Wording.shellQuoted($0.path) }.joined(separator: " ")
  }
}

extension UnsafePath.Problem {
  /// What is wrong, without a full stop.
  fileprivate func sentence(effect: String) -> String {
    switch reason {
    case .everyone, .everyoneAndGroup:
      "anyone on this machine can write to \(subject), and so \(effect)"
    case .group: "\(groupText) can write to \(subject), and so \(effect)"
    case .team: "\(groupName) shares \(subject), and you aren't in it"
    case .accessList: "an access list lets others write to \(subject), and so \(effect)"
    case .owner: "\(subject) belongs to \(ownerText), who can \(effect)"
    case .otherName: "\(subject) is the same file as another one (a hard link)"
    case .processLink: "\(subject) leads elsewhere in each process, and so can't be judged"
    case .creatable(_, let wanted, isFolder: true, let why):
      "\(maker(why)) could make '\(Visible.text(wanted))', which is looked in first, and so "
        + effect
    case .creatable(let first, let wanted, isFolder: false, let why):
      "\(maker(why)) could make '\(Visible.text(first))'"
        + (first == wanted ? "" : ", to which '\(Visible.text(wanted))' leads")
        + ", and so \(effect)"
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

  private var groupText: String { "\(groupName), which you aren't in," }

  private var groupName: String {
    "the group '\(Accounts.groupName(of: status.group).map { Visible.text($0) } ?? "\(status.group)")'"
  }

  /// How a user comes to be in the group that shares it.
  fileprivate var joining: String? {
    guard case .team = reason else { return nil }
    return Remedy.joining(status.group)
  }

  private var ownerText: String {
    isUnmapped
      ? "a user whom this user namespace doesn't know"
      : "the user '\(Accounts.shownName(of: status.owner))'"
  }

  private func maker(_ reason: UnsafePath.Reason) -> String {
    switch reason {
    case .everyone, .everyoneAndGroup, .otherName, .processLink, .creatable:
      "anyone on this machine"
    case .accessList: "others, by an access list,"
    case .group, .team: groupText
    case .owner: ownerText
    }
  }

  /// Whose right to write is to be taken away, as chmod(1) has it; nil where that isn't what is wrong.
  fileprivate var permission: String? {
    switch reason {
    case .everyone: "o"
    // With an access list the group's bits are the most that any of those in it may do.
    case .group, .accessList: "g"
    case .everyoneAndGroup: "go"
    case .owner, .otherName, .processLink, .team: nil
    case .creatable(_, _, _, let why):
      switch why {
      case .everyone where !status.isSticky: "o"
      case .everyoneAndGroup where !status.isSticky: "go"
      case .group where !status.isSticky, .accessList where !status.isSticky: "g"
      default: nil
      }
    }
  }

  /// Whether the number of its owner means nobody: a user namespace doesn't map the real one.
  fileprivate var isUnmapped: Bool { isForeign && Host.isUnmapped(status.owner) }

  fileprivate var isForeign: Bool {
    switch reason {
    case .owner: true
    case .creatable(_, _, _, .owner): true
    default: false
    }
  }

  /// What to make, so that nobody else can: in a sticky folder it stays the user's.
  fileprivate var folderToMake: FilePath? {
    guard case .creatable(_, let wanted, isFolder: true, _) = reason, permission == nil, !isForeign
    else { return nil }
    return wanted
  }

  /// What to remove, so that nobody else can make what it leads to.
  fileprivate var linkToRemove: FilePath? {
    guard case .creatable(_, let wanted, isFolder: false, _) = reason, permission == nil,
      (try? FileStatus(notFollowing: wanted))?.kind == .symbolicLink
    else { return nil }
    return wanted
  }
}
