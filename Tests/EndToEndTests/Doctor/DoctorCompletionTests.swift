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

  /// One that a library is to complete, and that has never heard of it.
  @Test func aProgramWithoutItsLibrary() throws {
    try home.group(
      "g",
      "[extensions.careless]\ncomplete = \"argcomplete\"\n[extensions.careful]\ncomplete = \"click\""
    )
    try home.extension("g", "careless", sh: "echo work")
    try home.extension("g", "careful", sh: ": click\necho work")
    try home.qli("doctor").expectFindings(
      """
      warning  $DATA/qli/extensions/g/careless: 'complete' says that argcomplete completes it, which it \
      never mentions: at Tab it would do its work, unguarded
               help: let it hand over to the library first, see COMPLETION in man qli
      """, home: home, warnings: 1)
  }

  /// One that would answer before its library is asked, and one that only says so in vain.
  @Test func aProgramThatAnswersBeforeItsLibrary() throws {
    try home.group("g", "[extensions.both]\ncomplete = \"argcomplete\"")
    try home.extension(
      "g", "both", sh: "# qli: complete\n[ \"$QLI_COMPLETE\" ] && exit\n: argcomplete")
    try home.qli("doctor").expectFindings(
      """
      warning  $DATA/qli/extensions/g/both: looks at QLI_COMPLETE itself, and so 'complete' never comes to \
      argcomplete
               help: take that out of it, or 'complete' out of the manifest
      """, home: home, warnings: 1)
    try home.extension("g", "both", sh: "# qli: complete\n: argcomplete")
    try home.qli("doctor").expectFindings("", home: home, warnings: 0)
  }

  /// A script in another language than its first line lets the system take it for.
  @Test func aScriptOfAnotherLanguage() throws {
    try home.extension("g", "report.py", "import os\nprint(1)\n")
    try home.extension("g", "plain.sh", "echo plain\n")
    try home.qli("doctor").expectFindings(
      """
      warning  $DATA/qli/extensions/g/report.py: it has no '#!' line, and so runs under /bin/sh, whatever its \
      suffix says
               help: let it begin so: #!/usr/bin/env python3
      """, home: home, warnings: 1)
  }
}
