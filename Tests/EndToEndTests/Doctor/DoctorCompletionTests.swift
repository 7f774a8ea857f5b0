import TestSupport
import Testing

/// What `qli doctor` says of extensions that complete their own arguments.
@Suite struct DoctorCompletionTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
  }

  private func warning(_ path: String) -> String {
    """
    warning  \(path): says 'qli: complete', but never mentions QLI_COMPLETE: at Tab it would do \
    its work, unguarded
             help: let it look at QLI_COMPLETE first, see COMPLETION in man qli
    """
  }

  @Test func anExtensionThatWouldDoItsWorkAtTab() throws {
    try home.extension("g", "careless", sh: "# qli: complete\necho work")
    try home.extension(
      "g", "careful", sh: "# qli: complete\n[ \"$QLI_COMPLETE\" ] && exit\necho work")
    try home.extension("g", "silent", sh: "echo work")
    try home.pathExecutable("qli-g-far", sh: "# qli: complete\necho work")
    try home.qli("doctor").expectFindings(
      warning("$DATA/qli/extensions/g/careless") + "\n" + warning("$BIN/qli-g-far"), home: home,
      warnings: 2)
  }
}
