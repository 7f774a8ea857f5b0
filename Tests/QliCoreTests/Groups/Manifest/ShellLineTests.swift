import Testing

@testable import QliCore

/// Where the arguments of a command go.
@Suite struct ShellLineTests {
  /// Nothing in it mentions them, so that they stand behind it.
  @Test(arguments: [
    "npm run lint", "echo \"$HOME\"", "echo ${HOME}", "awk '{print $1}' /etc/hosts",
    "kill $$", "echo \\$1", "echo ${#HOME}", "echo a#b", "echo 'a # b;'", "find . -exec ls {} \\;",
    "echo '$@'", "echo it\\'s", "echo \"a # b\"", "echo $(date)", "echo $$@",
    "lint \"$(awk '{print $1}' list)\"", "lint \"`awk '{print $1}' list`\"",
    "echo \"$(echo '$1' \"it's\" \"$(echo '$2')\")it's\"", "echo \"(it's) '\" '$1'",
    "echo \"\\$(it's)\" '$1'", "echo \"$(date # now\n)\"",
    "echo all done", "echo a 2>&1", "echo a >out", "echo a > out", "A=1 make", "echo A=1", "1=2 a",
    "echo done >out", "echo fi", "echo 'a; done'", "true; echo a}",
    "echo $((1 + 2))", "make $(cat \"$(echo list)\")", "echo \\(a\\)", "echo 'a (b)'",
  ]) func behindIt(_ line: String) {
    #expect(ShellLine(line).takingArguments == line + " \"$@\"")
    #expect(!ShellLine(line).losesArguments)
  }

  @Test(arguments: [
    "for f in \"$@\"; do lint \"$f\"; done", "lint $* # all", "lint \"${1:-all}\"", "echo $#;",
    "echo ${#}", "echo ${#@}", "echo \"it's $1\" &", "cd web\nnpm run lint -- \"$@\"", "a \"${@}\"",
    "echo $$$1", "lint \"$(echo ')' \"$1\")\"", "echo \"$(date)'$1'\"", "echo \"`date`'$1'\"",
    "(cd web && make \"$@\")",
  ]) func whereItSays(_ line: String) {
    #expect(ShellLine(line).takingArguments == line)
    #expect(!ShellLine(line).losesArguments)
  }

  /// Behind it they would be lost, or be a command.
  @Test(arguments: [
    "npm run lint # fast", "npm run lint;", "npm run lint &", "make && ", "a |", "echo a\necho b",
    "# nothing", "true;#x", "echo \\", "cat >", "awk '{print $1}' # a",
    "for f in *; do lint \"$f\"; done", "{ make; } ", "if a; then b;fi", "case a in b) c;; esac",
    "{ echo a; } 2>&1", "(cd / && pwd) >/dev/null", "if true; then echo y; fi >&2",
    "while read l; do echo \"$l\"; done </etc/hostname", "{ a; } > out 2>&1", "{ a; } >> out",
    "for i in 1; do (echo $i) done", "if true; then { echo y; } fi",
    "if a; then for i in b; do c; done fi",
    "A=1 B=2", "A=1", "(cd web && make)", "cd web && ( make ) ",
  ]) func nowhere(_ line: String) {
    #expect(ShellLine(line).losesArguments)
  }
}
