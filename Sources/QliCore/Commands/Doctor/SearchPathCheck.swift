/// Executables on `PATH` that look like extensions, but are none.
enum SearchPathCheck {
  static func findings(_ catalog: ExtensionCatalog, _ environment: Environment) -> [Finding] {
    var findings = catalog.orphans.map { path in
      Finding.warning(
        Visible.text(path), "belongs to no group that exists; it is never run through qli")
    }
    for directory in SearchPath(environment).directories {
      for name in ExtensionCatalog.names(in: directory, startingWith: "qli-") {
        let path = directory.appending(name)
        guard let status = try? FileStatus(following: path), status.kind == .regular,
          !status.hasExecuteBit
        else { continue }
        let place = Visible.text(path)
        findings.append(
          .warning(
            place, "has no execute bit, and is skipped",
            help: ["chmod +x \(Wording.shellQuoted(path))"]))
      }
    }
    return findings
  }
}
