/// Why a group that somebody has looked at doesn't run what it is asked to.
struct Untrusted: Error {
  enum Reason {
    /// The manifest isn't what it was.
    case manifest(FilePath)
    /// The extension isn't what it was.
    case changed(FilePath)
    /// The extension wasn't there.
    case new(FilePath)
    /// It was exchanged while it was being started.
    case exchanged(FilePath)
    /// The record of what was looked at can't be used.
    case record(ManifestError)
  }

  let group: ExtensionName
  /// Whose record it is; nil where nobody's is.
  let place: TrustPlace?
  let reason: Reason

  /// Whether it was on its way to run.
  var isAtStart: Bool { if case .exchanged = reason { true } else { false } }
}

extension ErrorReport {
  /// The words for what isn't trusted.
  init(_ error: Untrusted) {
    let look = Self.looking(at: error.group, error.place)
    switch error.reason {
    case .manifest(let path), .changed(let path):
      self.init("'\(Visible.text(path))' changed since it was trusted", help: ["look: \(look)"])
    case .new(let path):
      self.init(
        "'\(Visible.text(path))' wasn't there when group '\(error.group)' was trusted",
        help: ["look: \(look)"])
    case .exchanged(let path):
      self.init(
        "'\(Visible.text(path))' changed while it was being started",
        help: ["let nobody write to it, and try again"])
    case .record(let error):
      self.init(error, of: "trust record", format: "man qli, TRUST")
      help.append("or look at the group again: \(look)")
    }
  }

  /// How `group` is looked at again, where its record is in `place`.
  static func looking(at group: ExtensionName, _ place: TrustPlace?) -> String {
    let isForeign = place == .root && Host.effectiveUserID != 0
    return (isForeign ? "sudo " : "") + "qli trust \(group)"
  }
}
