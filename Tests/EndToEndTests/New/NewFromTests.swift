import Foundation
import TestSupport
import Testing

/// `qli new GROUP --from DIR`: a folder that is there becomes a group.
@Suite struct NewFromTests {
  private let home: TestHome
  private let link = "$DATA/qli/extensions/tools"
  private let manifest = "$HOME/repo/scripts/_manifest.toml"

  init() throws {
    home = try TestHome()
    try home.file("$HOME/repo/scripts/deploy.sh", "#!/bin/sh\necho deployed \"$@\"\n", mode: 0o755)
  }

  /// All that can lie in such a folder.
  private func fill() throws {
    let folder = "$HOME/repo/scripts"
    try home.file("\(folder)/backup", "#!/bin/sh\n", mode: 0o755)
    try home.file("\(folder)/lint.py", "#!/usr/bin/env python3\n", mode: 0o755)
    try home.file("\(folder)/lint.rb", "#!/usr/bin/env ruby\n", mode: 0o755)
    try home.file("\(folder)/old.sh", "#!/bin/sh\n")
    try home.file("\(folder)/my old.sh", "#!/bin/sh\n", mode: 0o755)
    try home.file("\(folder)/README.md", "# Scripts\n")
    try home.file("\(folder)/data.csv", "a,b\n")
    try home.file("\(folder)/.env", "A=1\n")
    try home.file("\(folder)/_lib.sh", "#!/bin/sh\n")
    try home.directory("\(folder)/lib")
    try home.link("\(folder)/gone", to: "nowhere")
  }

  /// What is in the folder, but for its manifest.
  private func files() throws -> [String] {
    let folder = home.path("$HOME/repo/scripts")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return names.filter { $0 != "_manifest.toml" }.map { name in
      let path = "\(folder)/\(name)"
      let text = (try? home.read(path)) ?? ""
      return "\(name) \((try? home.mode(path)) ?? 0) \(text)"
    }
  }

  @Test func aFolderOfScripts() throws {
    try fill()
    let before = try files()
    let outcome = try home.qli("new", "tools", "--from", home.path("$HOME/repo/scripts")).run()
    #expect(outcome.ending == .exited(0) && outcome.stderr.isEmpty, "\(outcome)")
    #expect(
      home.collapse(outcome.stdout) == """
        wrote \(manifest)
        linked \(link) to $HOME/repo/scripts
        extensions: backup, deploy
        several files are 'lint', and none of them runs: keep one of them
        scripts without an execute bit, and so no extensions yet: old.sh
          make them some: chmod +x $HOME/repo/scripts/old.sh
        no extension can be called so: 'my old.sh'; names are letters, digits, '.', '_', '+' and '-', \
        not beginning with punctuation, at most 64 bytes
        skipped, by their names: .env, _lib.sh
        skipped, as they are neither executable nor begin with '#!': README.md, data.csv
        skipped, as they are links to nothing: gone
        skipped, as they are folders: lib
        next: qli list tools

        """)
    // Nothing else is changed.
    #expect(try files() == before)
    try home.qli("tools", "deploy", "v1").expect(stdout: "deployed v1\n")
  }

  /// What became of each, as a run takes it.
  @Test func filesOfOneName() throws {
    let folder = "$HOME/repo/scripts"
    try home.file("\(folder)/deploy", "#!/bin/sh\necho plain\n", mode: 0o755)
    try home.file("\(folder)/lint.sh", "#!/bin/sh\n", mode: 0o755)
    try home.file("\(folder)/lint.py", "#!/usr/bin/env python3\n")
    try home.file("\(folder)/open.sh", "#!/bin/sh\n", mode: 0o777)
    let outcome = try home.qli("new", "tools", "--from", home.path(folder)).run()
    for line in [
      "extensions: deploy, lint, open",
      "several files are 'deploy', and only the one without a suffix runs: keep one of them",
      "refused, as somebody else could change them: open.sh; see: qli doctor",
      "skipped, as another file, or a command, is the extension of their name: lint.py",
    ] { #expect(outcome.stdout.contains("\(line)\n"), "\(line): \(outcome.stdout)") }
    #expect(!outcome.stdout.contains("chmod"))
    try home.qli("tools", "deploy").expect(stdout: "plain\n")
    try home.file("\(folder)/top.sh", "#!/bin/sh\n")
    try home.file(
      "\(folder)/_manifest.toml",
      "schema_version = 1\ndescription = \"d\"\n[extensions.top]\ncommand = \"true\"\n")
    let again = try home.qli("new", "others", "--from", home.path(folder)).run().stdout
    #expect(again.contains("is the extension of their name: lint.py, top.sh\n"), "\(again)")
    #expect(!again.contains("chmod"))
  }

  /// A script finds beside itself what it always did, however it is started.
  @Test func whereAScriptFindsItself() throws {
    let folder = home.path("$HOME/repo/scripts")
    let repository = home.path("$HOME/repo")
    try home.file(
      "\(folder)/top.sh",
      "#!/bin/sh\n# qli: complete\ncd \"$(dirname \"$0\")/..\" && echo \"$PWD ${QLI_GROUP_DIR}\"\n",
      mode: 0o755)
    try home.qli("new", "tools", "--from", folder).run().expectCode(0)
    let line = "\(repository) \(folder)\n"
    try home.qli("tools", "top").expect(stdout: line)
    try home.qli("__complete", "bash", "tools", "top", "").expect(stdout: line)
    let explained = try home.qli("explain", "--json", "tools", "top").run().stdout
    #expect(explained.contains("\"starts \(folder)/top.sh\""), "\(explained)")
    // Also what was looked at, or is recorded with its digest.
    let looking = try home.qli("trust", "tools").environment(["QLI_PAGER": ""]).startOnTerminal()
    try looking.waitFor("[y/N] ")
    try looking.type("y\n")
    try looking.wait().expectCode(0)
    try home.qli("tools", "top").expect(stdout: line)
    try home.qli("trust", "--forget", "tools").run().expectCode(0)
    try home.file(
      "\(folder)/_manifest.toml",
      TestHome.manifest("audit_log = \"$XDG_STATE_HOME/log\"\naudit_digest = true"))
    try home.qli("tools", "top").expect(stdout: line)
    #expect(
      try home.auditLines("$STATE/log").first?["path"]
        == .string(home.path("$DATA/qli/extensions/tools/top.sh")))
  }

  /// What the shell would take for its own is said, and how to mend it, before it is made executable as well.
  @Test func scriptsOfOtherLanguagesThatDoNotSaySo() throws {
    let folder = home.path("$HOME/repo/scripts")
    try home.file("\(folder)/migrate.js", "// Migrate.\n", mode: 0o755)
    try home.file("\(folder)/old.py", "import os\n", mode: 0o644)
    let made = try home.qli("new", "tools", "--from", folder).run()
    #expect(
      made.stdout.contains(
        "run under /bin/sh, as they have no '#!' line: migrate.js; see: qli doctor\n"), "\(made)")
    let refused = try home.qli("tools", "old").run()
    #expect(
      refused.stderr.hasSuffix(
        "\nhelp: let it begin so: #!/usr/bin/env python3\nhelp: chmod +x "
          + "\(home.path("$DATA/qli/extensions/tools/old.py"))\n"), "\(refused)")
  }

  /// A checkout that was moved.
  @Test func aLinkThatLeadsNowhere() throws {
    try home.link(link, to: home.path("$HOME/gone"))
    let line = "ln -sfn <folder> \(home.path(link))"
    let anew = "help: link it to where the folder is now: \(line)\n"
    for line in [["tools", "deploy"], ["new", "tools"]] {
      let refused = try home.qli().arguments(line).run()
      #expect(refused.stderr.hasSuffix(anew), "\(refused)")
    }
    for line in [["doctor"], ["doctor", "tools"]] {
      let doctor = try home.qli().arguments(line).run()
      #expect(doctor.ending == .exited(1), "\(doctor)")
      #expect(doctor.stdout.contains("is a link that leads nowhere"))
      #expect(doctor.stdout.contains(anew))
    }
    // Both ways lead to it again.
    let folder = home.path("$HOME/repo/scripts")
    try home.qli("new", "tools", "--from", folder).run().expectCode(0)
    try home.qli("tools", "deploy", "v1").expect(stdout: "deployed v1\n")
    try home.program("/bin/ln", "-sfn", home.path("$HOME/gone"), home.path(link)).expect()
    try home.program("/bin/sh", "-c", line.replacing("<folder>", with: "'\(folder)'")).expect()
    try home.qli("tools", "deploy", "v1").expect(stdout: "deployed v1\n")
  }

  /// Where it can't be linked nothing of it stays, and nothing that others may use goes.
  @Test func aLinkThatCannotBeMade() throws {
    let folder = home.path("$HOME/repo/scripts")
    try home.qli("new", "other", "--from", folder).run().expectCode(0)
    try home.chmod("$DATA/qli/extensions", 0o500)
    defer { try? home.chmod("$DATA/qli/extensions", 0o755) }
    if geteuid() != 0 {
      #expect(try home.qli("new", "tools", "--from", folder).run().ending == .exited(125))
    }
    #expect(home.exists(manifest))
  }

  /// In the folder that it stands in, and with a name that shells take apart.
  @Test(arguments: [".", "a b'c"]) func wherever(_ name: String) throws {
    let folder = name == "." ? "$HOME/repo/scripts" : "$HOME/\(name)"
    try home.file("\(folder)/deploy.sh", "#!/bin/sh\necho here\n", mode: 0o755)
    try home.qli("new", "tools", "--from", name).directory(
      home.path(name == "." ? folder : "$HOME")
    ).run()
      .expectCode(0)
    try home.qli("tools", "deploy").expect(stdout: "here\n")
  }

  /// A manifest that is there is kept, one that is broken isn't taken.
  @Test func aManifestThatIsThere() throws {
    try home.file(manifest, "schema_version = 1\ndescription = \"Ours\"\nconfirm = true\n")
    let outcome = try home.qli("new", "tools", "--from", home.path("$HOME/repo/scripts")).run()
    #expect(home.collapse(outcome.stdout).hasPrefix("kept \(manifest)\nlinked \(link) "))
    #expect(try home.qli("tools", "deploy").run().ending == .exited(121))
    #expect(try home.read(manifest).contains("Ours"))
  }

  /// Guards that were asked for aren't left out without a word.
  @Test func guardsBesideAManifest() throws {
    try home.file(manifest, "schema_version = 1\ndescription = \"Ours\"\n")
    let before = try home.read(manifest)
    let outcome = try home.qli(
      "new", "--guarded", "tools", "--from", home.path("$HOME/repo/scripts")
    ).run()
    #expect(outcome.ending == .exited(2) && outcome.stdout.isEmpty)
    #expect(
      home.collapse(outcome.stderr) == """
        error: '--guarded' is for a new manifest, and '\(manifest)' is already there
        help: take it as it is: qli new tools --from $HOME/repo/scripts

        """)
    #expect(try home.read(manifest) == before && !home.exists(link))
  }

  @Test func aBrokenManifest() throws {
    try home.file(manifest, "schema_version = 1\n")
    let outcome = try home.qli("new", "tools", "--from", home.path("$HOME/repo/scripts")).run()
    #expect(outcome.ending == .exited(125) && outcome.stderr.contains("missing key 'description'"))
    #expect(!home.exists(link))
  }

  /// A folder in the root needs no link; `qli new GROUP` takes it, too.
  @Test(arguments: [true, false]) func inTheRoot(_ isNamed: Bool) throws {
    try home.file("\(link)/x", "#!/bin/sh\necho x\n", mode: 0o755)
    let refused = try home.qli("tools", "x").run()
    #expect(refused.ending == .exited(127))
    #expect(
      home.collapse(refused.stderr) == """
        error: there is no group 'tools'
        help: '\(link)' has no _manifest.toml, and so is no group; make it one: \
        qli new tools --from \(link)

        """)
    try home.qli("new", "tools").arguments(isNamed ? ["--from", home.path(link)] : [])
      .expect(
        stdout: """
          wrote \(link)/_manifest.toml
          extensions: x
          next: qli list tools

          """)
    try home.qli("tools", "x").expect(stdout: "x\n")
  }

  @Test func guarded() throws {
    try home.qli("new", "--guarded", "tools", "--from", home.path("$HOME/repo/scripts")).run()
      .expectCode(0)
    #expect(try home.qli("tools", "deploy").run().ending == .exited(120))
  }

  /// What is in the way, and nothing is written then.
  @Test func refusals() throws {
    let from = { (folder: String) in try home.qli("new", "tools", "--from", home.path(folder)).run()
    }
    var outcome = try from("$HOME/nowhere")
    #expect(outcome.ending == .exited(2) && outcome.stderr.contains("cannot look at "))
    outcome = try from("$HOME/repo/scripts/deploy.sh")
    #expect(outcome.ending == .exited(2) && outcome.stderr.contains("isn't a folder"))
    try home.directory(link)
    outcome = try from("$HOME/repo/scripts")
    #expect(outcome.ending == .exited(2) && outcome.stderr.contains("is another folder"))
    #expect(!home.exists(manifest))
    outcome = try home.qli("new", "tools", "--from", "~/repo").run()
    #expect(outcome.stderr.contains("help: let the shell replace the '~'"))
    try home.qli("new", "tools", "x", "--from", "a").run().expectCode(2)
  }

  @Test func aGroupOfThatName() throws {
    try home.group("tools")
    let outcome = try home.qli("new", "tools", "--from", home.path("$HOME/repo/scripts")).run()
    #expect(outcome.ending == .exited(2) && outcome.stderr.contains("is already there"))
    #expect(!home.exists(manifest))
  }

  /// The same line again, as in the next job of a CI, does nothing; another folder isn't taken for the same.
  @Test func theSameAgain() throws {
    let folder = home.path("$HOME/repo/scripts")
    try home.qli("new", "tools", "--from", folder).run().expectCode(0)
    let again = try home.qli("new", "tools", "--from", folder).run()
    #expect(again.ending == .exited(0) && again.stderr.isEmpty, "\(again)")
    #expect(again.stdout.hasPrefix("kept \(folder)/_manifest.toml\nextensions: "), "\(again)")
    let other = try home.directory("$HOME/other")
    let refused = try home.qli("new", "tools", "--from", other).run()
    #expect(refused.ending == .exited(2))
    let place = home.path(link)
    #expect(
      refused.stderr == """
        error: group 'tools' is already there: '\(place)', a link to '\(folder)'
        help: link it to this folder: ln -sfn \(other) \(place)
        help: or take another name: qli new NAME --from \(other)

        """, "\(refused)")
    try home.program("/bin/ln", "-sfn", other, place).expect()
    try home.qli("new", "tools", "--from", other).run().expectCode(0)
  }

  /// A group that others could change would never run.
  @Test func aFolderOfOthers() throws {
    try home.chmod("$HOME/repo/scripts", 0o777)
    let outcome = try home.qli("new", "tools", "--from", home.path("$HOME/repo/scripts")).run()
    #expect(
      outcome.ending == .exited(125) && outcome.stderr.contains("chmod "), "\(outcome.stderr)")
    #expect(!home.exists(manifest) && !home.exists(link))
  }

  /// No room for the link: the folder is as it was.
  @Test(.requireTool("unshare")) func noPlaceForTheLink() throws {
    try home.directory("$DATA")
    let script = "mount -t tmpfs -o nr_inodes=3,mode=755 none \"$XDG_DATA_HOME\" && exec \"$@\""
    let outcome = try home.qli("new", "tools", "--from", home.path("$HOME/repo/scripts"))
      .wrapped("/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "sh").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("cannot write") && outcome.stderr.contains("No space"))
    #expect(!home.exists(manifest))
  }

  /// A checkout reaches a doctor without warnings.
  @Test func theDoctor() throws {
    try fill()
    let folder = "$HOME/repo/scripts"
    for name in ["lint.rb", "my old.sh", "gone"] { try home.remove("\(folder)/\(name)") }
    try home.qli("new", "tools", "--from", home.path(folder)).run().expectCode(0)
    try home.file(manifest, home.read(manifest) + "\nignore = [\"old.sh\"]\n")
    let doctor = try home.qli("doctor").run()
    #expect(doctor.stdout.hasSuffix("0 errors, 0 warnings\n"), "\(doctor.stdout)")
  }
}
