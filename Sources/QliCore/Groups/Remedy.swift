/// What to type where a variable of the environment is missing or wrong, in bash, zsh, fish or any
/// POSIX shell.
enum Remedy {
  /// Sets the variable `name`; without a `value`, one that whoever reads it has to know: typed as it
  /// stands, no shell takes it, and nothing is set.
  static func setting(_ name: String, to value: String? = nil) -> String {
    "export \(name)=\(value.map { Wording.shellQuoted($0) } ?? "<value>")"
  }

  /// Runs `line` without the variable `name`.
  static func without(_ name: String, _ line: String) -> String { "env -u \(name) \(line)" }

  /// Sets HOME, which says where the XDG folders are where nothing else does.
  static var settingHome: String {
    let home = Accounts.home(of: Host.userID) ?? "/the/path/of/your/home"
    return "export HOME=\(Wording.shellQuoted(home))"
  }
}
