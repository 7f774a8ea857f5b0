extension TrailLogs {
  /// Those of `entries`.
  ///
  /// - Parameter isOfAll: whether these are all groups: then those that can't be seen are missing.
  init(of entries: [ExtensionCatalog.Entry], ofAll isOfAll: Bool, _ catalog: ExtensionCatalog) {
    self.init(of: entries.map { $0.name }, catalog.finder)
    guard isOfAll else { return }
    if let reason = Remedy.reasonForNoOwnGroups(in: catalog.finder.environment) {
      problems.append(
        ErrorReport(
          "\(reason), and so the runs of your own groups aren't known", help: [Remedy.settingHome]))
    }
    for root in catalog.unreadableRoots { problems.append(ErrorReport(hidden: root, "known")) }
  }
}
