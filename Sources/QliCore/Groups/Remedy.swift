/// What to type where a variable of the environment is missing or wrong, in bash, zsh, fish or any
/// POSIX shell.
enum Remedy {
  /// Sets the variable `name`; without a `value`, one that whoever reads it has to know.
  static func setting(_ name: String, to value: String = "value") -> String {
    "export \(name)=\(Wording.shellQuoted(value))"
  }

  /// Sets HOME, which says where the XDG folders are where nothing else does.
  static var settingHome: String {
    let home = Accounts.home(of: Host.userID) ?? "/the/path/of/your/home"
    return "export HOME=\(Wording.shellQuoted(home))"
  }
}
