import Foundation
import TestSupport
import Testing

/// The scripts themselves: what checkers say of them, and where they are installed.
@Suite struct CompletionScriptTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod")
    try home.extension("prod", "deploy", sh: "true")
  }

  private func script(_ shell: String) throws -> String {
    try home.file("script", home.qli("completions", shell).run().stdout)
  }

  private func check(_ shell: String, with program: String, _ options: String...) throws {
    try home.program("/usr/bin/\(program)").arguments(options).arguments(script(shell)).expect()
  }

  @Test(.requireTool("bash")) func bashUnderstandsTheScript() throws {
    try check("bash", with: "bash", "--posix", "-n")
    try check("bash", with: "bash", "-n")
  }

  @Test(.requireTool("shellcheck")) func shellcheckHasNothingToSay() throws {
    try check("bash", with: "shellcheck")
  }

  @Test(.requireTool("zsh")) func zshUnderstandsTheScript() throws {
    try check("zsh", with: "zsh", "-f", "-n")
  }

  @Test(.requireTool("fish")) func fishUnderstandsTheScript() throws {
    try check("fish", with: "fish", "--no-execute")
  }

  /// macOS has bash 3.2, which knows none of these.
  @Test func nothingIsNewerThanBash32() throws {
    let text = try home.qli("completions", "bash").run().stdout
      .split(separator: "\n").filter { !$0.contains("    #") && !$0.hasPrefix("#") }
      .joined(separator: "\n")
    for feature in [
      "mapfile", "readarray", "local -A", "declare -A", "declare -g", "local -n", "declare -n",
      "@Q}", "@E}", ",,}", "^^}", "|&", "&>>", ";&", "coproc", "BASH_REMATCH", "%(", "globstar",
      "-v words", "[-1]", "wait -n", "${ ", "_init_completion", "_filedir", "nosort",
    ] {
      #expect(!text.contains(feature), "\(feature)")
    }
    // What came with bash 4 stands behind a question for it.
    let question = "if type compopt >/dev/null 2>&1; then compopt -o"
    #expect(text.contains(question))
    #expect(!text.replacing(question, with: "").contains("compopt -o"))
  }

  /// bash before 4 has no `compopt`: the script does without.
  @Test(.requireTool("bash")) func bashWithoutCompoptCompletes() throws {
    try home.file("$WORK/file", "")
    let shell = try CompletingShell(
      "bash", home, setup: "enable -n compopt\n" + completionSetup("bash"))
    try shell.type("qli prod de\t", until: "qli prod deploy ")
    try shell.type("qli --color=al\t", until: "qli --color=always ")
    try shell.type("qli prod deploy fi\t", until: "qli prod deploy file ")
    try shell.type("qli list > fi\t", until: "qli list > file ")
    try shell.type("qli > out prod de\t", until: "qli > out prod deploy ")
  }

  @Test(.requireTool("zsh")) func beforeCompinitZshSaysWhatIsMissing() throws {
    try home.program("/usr/bin/zsh", "-f", try script("zsh")).expect(
      stderr: "qli: completion needs 'autoload -Uz compinit && compinit' before it\n")
  }

  private func make(_ target: String) throws -> Outcome {
    try home.program(
      "/usr/bin/make", "-s", "-C", Checkout.top, target, "BINARY=\(Products.qli)",
      "DESTDIR=\(home.path("$ROOT/package"))", "PREFIX=/usr", "MANPAGES="
    ).run()
  }

  private let installed = [
    "bash": "$ROOT/package/usr/share/bash-completion/completions/qli",
    "zsh": "$ROOT/package/usr/share/zsh/site-functions/_qli",
    "fish": "$ROOT/package/usr/share/fish/vendor_completions.d/qli.fish",
  ]

  @Test(.requireTool("make")) func makeInstallPutsThemWhereShellsAndEditorsLook() throws {
    #expect(try make("install").ending == .exited(0))
    for (shell, path) in installed {
      #expect(try home.read(path) == home.qli("completions", shell).run().stdout)
      #expect(try home.mode(path) == 0o644)
    }
    let schemas = "$ROOT/package/usr/share/qli"
    for (subject, name) in [("manifest", "manifest"), ("sources", "sidecar")] {
      let path = "\(schemas)/\(name).schema.json"
      #expect(try home.read(path) == home.qli("help", subject, "--schema").run().stdout)
      #expect(try home.mode(path) == 0o644)
    }
    let plugins = "$ROOT/package/usr/share/doc/qli/examples/sources"
    for (name, mode) in [("qli-source-pass", mode_t(0o755)), ("qli-source-pass.toml", 0o644)] {
      #expect(try home.mode("\(plugins)/\(name)") == mode)
    }
    #expect(try make("uninstall").ending == .exited(0))
    #expect(!home.exists("\(plugins)/qli-source-pass") && !home.exists("\(plugins)/README.md"))
    for path in installed.values { #expect(!home.exists(path)) }
    for name in ["manifest", "sidecar"] {
      #expect(!home.exists("\(schemas)/\(name).schema.json"))
    }
  }

  /// Each finds it by itself, in a folder of the kind that it was installed in.
  @Test(.requireTool("make"), arguments: CompletingShell.names)
  func theShellFindsTheInstalledScript(_ name: String) throws {
    #expect(try make("install").ending == .exited(0))
    let share = home.path("$ROOT/package/usr/share")
    let shell = try CompletingShell(
      name, home, setup: setup(name, share),
      environment: ["XDG_DATA_DIRS": "\(share):\(home.path("$SYSTEM"))"])
    try shell.type("qli pr\t", until: "qli prod ")
    try shell.type("qli prod de\t", until: "qli prod deploy ")
    try shell.type("qli --color=al\t", until: "qli --color=always ")
  }

  /// What a machine's own configuration does.
  private func setup(_ name: String, _ share: String) throws -> String {
    switch name {
    case "bash":
      // It looks there for a command that it doesn't know.
      let library = "/usr/share/bash-completion/bash_completion"
      guard FileManager.default.fileExists(atPath: library) else {
        try skip("needs the package bash-completion")
      }
      return ". \(library)"
    case "zsh":
      return "fpath=(\(share)/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D"
    default: return ""
    }
  }
}
