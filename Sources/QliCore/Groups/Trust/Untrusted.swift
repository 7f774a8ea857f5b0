/// Why a group that somebody has looked at doesn't run what it is asked to.
struct Untrusted: Error {
  enum Reason {
    /// The manifest isn't what it was.
    case manifest(FilePath)
    /// The extension isn't what it was.
    case changed(FilePath)
    /// The extension wasn't there.
    case new(FilePath)
    /// It goes on by a manifest that nobody has looked at, and not by the one that somebody has.
    case otherManifest(service: String)
    /// It was exchanged while it was being started.
    case exchanged(FilePath)
    /// The record of what was looked at can't be used.
    case record(ManifestError)
  }

  let group: ExtensionName
  /// Whose record it is; nil where nobody's is.
  let place: TrustPlace?
  let reason: Reason
  /// The group's folder, where it is a user's own group beside root's record of another one of its name.
  var ownFolder: FilePath?

  /// Whether it was on its way to run.
  var isAtStart: Bool { if case .exchanged = reason { true } else { false } }

  /// Whether the group's manifest is what it was, so that its word holds.
  var hasTrustedManifest: Bool {
    switch reason {
    case .changed, .new: true
    case .manifest, .otherManifest, .exchanged, .record: false
    }
  }
}

extension ErrorReport {
  /// The words for what isn't trusted.
  init(_ error: Untrusted) {
    let look = Self.looking(at: error.group, error.place)
    let remedy = [error.ownFolder.map { Self.renaming($0) } ?? "look: \(look)"]
    switch error.reason {
    case .manifest(let path), .changed(let path):
      self.init("'\(Visible.text(path))' changed since it was trusted", help: remedy)
    case .new(let path):
      self.init(
        "'\(Visible.text(path))' wasn't there when group '\(error.group)' was trusted", help: remedy
      )
    case .otherManifest(let service):
      self.init(
        "'\(service)' was started by another manifest than the one that is trusted now",
        help: ["start it by that one: qli start \(service)"])
    case .exchanged(let path):
      self.init(
        "'\(Visible.text(path))' changed while it was being started",
        help: ["let nobody write to it, and try again"])
    case .record(let problem):
      self.init(problem, of: "trust record", format: "man qli, TRUST")
      let isFile = (try? FileStatus(notFollowing: problem.path))?.kind == .regular
      help.append(
        isFile
          ? "or look at the group again: \(look)"
          : "or look at the group anew: "
            + "\(Self.sudo(error.place))\(Self.removing(problem.path)) && \(look)")
    }
  }

  /// How `group` is looked at again, where its record is in `place`.
  static func looking(at group: ExtensionName, _ place: TrustPlace?) -> String {
    "\(sudo(place))qli trust \(group)"
  }

  /// What is done about a user's own group in `folder`, beside root's record of another one of its name.
  static func renaming(_ folder: FilePath) -> String {
    "root has looked at another group of this name; give yours a new one: mv "
      + "\(Wording.shellQuoted(folder)) \(Wording.shellQuoted(folder.parent.appending("NAME")))"
  }

  private static func sudo(_ place: TrustPlace?) -> String {
    place == .root && Host.effectiveUserID != 0 ? "sudo " : ""
  }
}
