/// Whether a group is what somebody has looked at.
enum TrustedCheck {
  /// Nothing where nobody has.
  static func findings(
    _ entry: ExtensionCatalog.Entry, _ environment: Environment
  ) -> [Finding] {
    let place = Visible.text(entry.directory)
    // What makes it none that can be used was said before.
    guard let group = try? ExtensionFinder(environment).group(entry.name.text) else { return [] }
    switch TrustState(of: group, in: environment) {
    case .untrusted, .gone: return []
    case .trusted(let record, let by):
      return [
        .ok(
          place, "trusted by \(who(by)) since \(record.since), and as it was", .trust,
          "\(entry.name) (looked at by \(who(by)), \(Moment.since(record.since)))")
      ]
    case .changed(_, let by, let changes):
      let isOther = by == .root && TrustPlace.isPrivate(group, in: environment)
      var finding = Finding.error(
        place, "changed since it was trusted by \(who(by)): what is otherwise doesn't run",
        help: [
          isOther
            ? ErrorReport.renaming(group.directory)
            : "look: \(ErrorReport.looking(at: entry.name, by))"
        ])
      finding.details = changes.map { "\($0.kind.rawValue) \($0.name)" }
      return [finding]
    case .unusable(let error): return [.error(place, ErrorReport(error))]
    }
  }

  private static func who(_ place: TrustPlace) -> String { place == .root ? "root" : "you" }
}
