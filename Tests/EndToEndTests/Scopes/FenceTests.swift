import Foundation
import TestSupport
import Testing

/// `[run] write`: what an extension may write to, as the kernel keeps it.
@Suite(.requireLandlock) struct FenceTests {
  // MARK: - Every way to write

  /// Inside all of them work; outside none does, and nothing is changed.
  @Test(.requireTool("python3"), arguments: FenceScene.ways.map(\.name))
  func aWayOfPython(_ name: String) throws {
    let scene = try FenceScene()
    let way = try #require(FenceScene.ways.first { $0.name == name })
    try scene.home.extension(
      "g", "x",
      """
      #!/usr/bin/env python3
      import errno, os, socket, sys
      os.chdir(sys.argv[1])
      try:
          \(way.python)
          print("done")
      except OSError as error:
          print(errno.errorcode[error.errno])
      """)
    try expectInsideOnly(scene, refused: "EACCES\n")
  }

  @Test(arguments: FenceScene.ways.filter { $0.shell != nil }.map(\.name))
  func aWayOfAShell(_ name: String) throws {
    let scene = try FenceScene()
    let way = try #require(FenceScene.ways.first { $0.name == name })
    try scene.home.extension(
      "g", "x",
      """
      #!/bin/sh
      cd "$1" || exit 9
      if (\(way.shell ?? "false")) 2> /dev/null; then echo done; else echo refused; fi
      """)
    try expectInsideOnly(scene, refused: "refused\n")
  }

  /// One that calls the kernel without a C library in between that could soften anything.
  @Test(
    .requireTool("cc"), arguments: ["open", "truncate", "unlink", "mkdir", "rename", "symlink"])
  func aWayOfAStaticProgram(_ name: String) throws {
    let scene = try FenceScene()
    let source = try scene.home.file(
      "way.c",
      """
      #include <errno.h>
      #include <fcntl.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/stat.h>
      #include <unistd.h>
      int main(int count, char **words) {
        if (count < 2 || chdir(words[1])) return 9;
        int result = 9;
        if (!strcmp("\(name)", "open")) result = open("file", O_WRONLY) < 0 ? -1 : 0;
        if (!strcmp("\(name)", "truncate")) result = truncate("file", 0);
        if (!strcmp("\(name)", "unlink")) result = unlink("file");
        if (!strcmp("\(name)", "mkdir")) result = mkdir("new", 0700);
        if (!strcmp("\(name)", "rename")) result = rename("file", "new");
        if (!strcmp("\(name)", "symlink")) result = symlink("file", "new");
        puts(result == 0 ? "done" : errno == EACCES ? "EACCES" : strerror(errno));
        return 0;
      }
      """)
    let program = "\(scene.home.extensions())/g/x"
    try scene.home.program("/usr/bin/cc", "-static", "-o", program, source).expect()
    try expectInsideOnly(scene, refused: "EACCES\n")
  }

  private func expectInsideOnly(_ scene: FenceScene, refused: String) throws {
    let home = scene.home
    let before = try tree(home, "out")
    try home.qli("g", "x", home.path("$HOME/out")).expect(stdout: refused)
    #expect(try tree(home, "out") == before)
    try home.qli("g", "x", home.path("$HOME/in")).expect(stdout: "done\n")
  }

  private func tree(_ home: TestHome, _ name: String) throws -> String {
    try home.program(
      "/bin/sh", "-c", "cd \"$1\" && ls -lR --time-style=+ . && cat file", "sh",
      home.path("$HOME/\(name)")
    ).run().stdout
  }

  /// From one allowed folder to another, and to one further down.
  @Test(.requireTool("python3")) func betweenTwoRoots() throws {
    let scene = try FenceScene(write: "[\"$HOME/in\", \"$HOME/second\"]")
    try scene.home.directory("$HOME/second")
    try scene.home.extension(
      "g", "x",
      """
      #!/usr/bin/env python3
      import os
      os.chdir(os.environ["HOME"])
      os.link("in/file", "second/link")
      os.rename("in/file", "second/file")
      os.rename("second/file", "in/folder/file")
      os.link("in/other", "in/folder/other")
      print(sorted(os.listdir("in/folder")), os.listdir("second"))
      """)
    try scene.home.qli("g", "x").expect(stdout: "['file', 'other'] ['link']\n")
  }

  /// Neither out of the fence nor into it, where a second name would let a file be written.
  @Test(.requireTool("python3")) func acrossTheFence() throws {
    let scene = try FenceScene()
    try scene.home.extension(
      "g", "x",
      """
      #!/usr/bin/env python3
      import errno, os
      os.chdir(os.environ["HOME"])
      for name, work in [
          ("link in", lambda: os.link("out/file", "in/new")),
          ("link out", lambda: os.link("in/file", "out/new")),
          ("move in", lambda: os.rename("out/file", "in/new")),
          ("move out", lambda: os.rename("in/file", "out/new")),
          ("swap", lambda: os.replace("in/file", "out/file")),
      ]:
          try:
              work()
              print(name, "done")
          except OSError as error:
              print(name, errno.errorcode[error.errno] in ("EACCES", "EXDEV"))
      """)
    try scene.home.qli("g", "x").expect(
      stdout: "link in True\nlink out True\nmove in True\nmove out True\nswap True\n")
    #expect(try scene.home.read("$HOME/out/file") == "old\n")
  }

  /// As the page says: it is no prison.
  @Test(.requireTool("python3")) func whatItDoesNotHoldBack() throws {
    let scene = try FenceScene()
    let home = scene.home
    try home.extension(
      "g", "x",
      """
      #!/usr/bin/env python3
      import os, socket
      os.chdir(os.environ["HOME"])
      os.chmod("out/file", 0o600)
      os.utime("out/file", (1, 1))
      os.write(3, b"written\\n")
      os.kill(os.getppid(), 0)
      client = socket.socket(socket.AF_UNIX)
      client.connect("s")
      print("all of it")
      try:
          open("/proc/self/fd/3", "w")
      except PermissionError:
          print("but not by its name")
      """)
    let server = try home.program(
      "/usr/bin/python3", "-c",
      "import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); "
        + "print(flush=True); s.accept()", "s"
    ).directory("$HOME").start()
    try server.waitForOutput("\n")
    try home.qli("g", "x").descriptor(3, file: "$HOME/out/other").expect(
      stdout: "all of it\nbut not by its name\n")
    #expect(try home.mode("$HOME/out/file") == 0o600)
    #expect(try home.read("$HOME/out/other").contains("written"))
    try server.expect(stdout: "\n")
  }

  /// By a device of its own root could write to anything. In none is that needed.
  @Test func aDeviceThatRootMakes() throws {
    let scene = try FenceScene()
    try scene.home.extension(
      "g", "x", sh: "mknod \"$HOME/in/null\" c 1 3 2> /dev/null || echo refused")
    try scene.home.qli("g", "x").expect(stdout: "refused\n")
  }

  /// Whoever could have put it there has no fence of his own to give away.
  @Test(arguments: ["$STATE", "$RUNTIME"]) func aLinkInPlaceOfItsOwnFolder(_ folder: String) throws
  {
    let scene = try FenceScene()
    try scene.home.group("h", "[run]\nwrite = []")
    try scene.home.link("\(folder)/qli", to: "$HOME/out")
    try scene.home.extension("h", "x", sh: FenceScene.outside)
    try scene.home.qli("h", "x").expect(stdout: "refused\n")
  }

  // MARK: - Where it ends

  /// All of these lead out of the fence, whatever they are called.
  @Test(arguments: ["../out/file", "link", "sub/../../out/file", "dots/file"])
  func aWayOut(_ path: String) throws {
    let scene = try FenceScene()
    let home = scene.home
    try home.directory("$HOME/in/sub")
    try home.link("$HOME/in/link", to: "$HOME/out/file")
    try home.link("$HOME/in/dots", to: "../out")
    try home.extension("g", "x", sh: "cd \"$HOME/in\"; echo new > \(path) || echo refused")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.stdout == "refused\n" && outcome.stderr.contains("ermission denied"))
    #expect(try home.read("$HOME/out/file") == "old\n")
  }

  /// Written in all the ways in which a person writes a path.
  @Test(arguments: [
    "$HOME/in", "$HOME/in/", "${HOME}//in/.", "~/in", "$HOME/out/../in", "$HOME/link",
    "$HOME/links/in",
  ])
  func aSpelling(_ path: String) throws {
    let scene = try FenceScene(write: "[\"\(path)\"]")
    let home = scene.home
    try home.link("$HOME/link", to: "$HOME/in")
    try home.link("$HOME/links", to: ".")
    try home.extension(
      "g", "x", sh: "echo new > \"$HOME/in/file\"; echo new > \"$HOME/out/file\" || echo refused")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.stdout == "refused\n")
    #expect(try home.read("$HOME/in/file") == "new\n")
    #expect(try home.read("$HOME/out/file") == "old\n")
  }

  /// Names as file systems have them; the extension is told all of them exactly.
  @Test(arguments: [
    Array("a b".utf8), Array("a\nb".utf8), [0x61, 0xff, 0x62], Array("ä:\"'".utf8),
  ])
  func anOddName(_ name: [UInt8]) throws {
    let scene = try FenceScene(write: "[\"$ODD\"]")
    let home = scene.home
    let folder = Array("\(home.path("$HOME"))/".utf8) + name
    #expect(mkdir((folder + [0]).map { CChar(bitPattern: $0) }, 0o755) == 0)
    try home.extension(
      "g", "x",
      sh:
        "echo new > \"$ODD/file\" && printf %s \"$QLI_WRITE\"; echo > \"$HOME/in/file\" || echo no")
    let outcome = try home.qli("g", "x").environment(["ODD": folder]).run()
    #expect(outcome.stdoutBytes == folder + Array("no\n".utf8))
  }

  /// A file alone can be written in place.
  @Test func aFile() throws {
    let scene = try FenceScene(write: "[\"$HOME/in/file\"]")
    try scene.home.extension(
      "g", "x",
      sh: """
        echo new > "$HOME/in/file" && echo written
        (echo new > "$HOME/in/other") 2> /dev/null || echo refused
        rm -f "$HOME/in/file" 2> /dev/null || echo stays
        """)
    try scene.home.qli("g", "x").expect(
      stdout: "written\nrefused\nstays\n")
  }

  @Test func nothingAtAll() throws {
    let scene = try FenceScene(write: "[]")
    let home = scene.home
    try home.extension(
      "g", "x",
      sh: "printf '<%s>\\n' \"$QLI_WRITE\"; (echo > \"$HOME/in/file\") 2> /dev/null || echo refused"
    )
    try home.qli("g", "x").expect(stdout: "<>\nrefused\n")
    let begin = try #require(home.auditLines("$STATE/qli/log").first)
    #expect(begin["write"]?.array?.isEmpty == true)
  }

  /// The fence is around what was there when the run began: it goes along, and what takes its place is
  /// outside.
  @Test func aFolderIsRenamedAwayMeanwhile() throws {
    let scene = try FenceScene()
    let home = scene.home
    let (ready, go) = (
      try home.fifo("ready", in: "$HOME/in"), try home.fifo("go", in: "$HOME/in")
    )
    try home.extension(
      "g", "x",
      sh: """
        exec 3<> \(go.path); echo > \(ready.path); read line <&3
        echo new > "$HOME/away/file" && echo written
        (echo new > "$HOME/in/file") 2> /dev/null || echo refused
        """)
    let run = try home.qli("g", "x").start()
    try ready.wait(for: run)
    #expect(rename(home.path("$HOME/in"), home.path("$HOME/away")) == 0)
    try home.file("$HOME/in/file", "old\n")
    try go.release()
    try run.expect(stdout: "written\nrefused\n")
  }

  /// What is mounted inside is inside, and so is what lies inside where it is mounted once more.
  @Test(.requireTool("unshare"))
  func aBindMount() throws {
    let scene = try FenceScene()
    let home = scene.home
    try home.extension(
      "g", "x",
      sh: """
        echo new > "$HOME/in/folder/file" && echo inside
        echo new > "$HOME/out/folder/other" && echo inside
        (echo new > "$HOME/out/other") 2> /dev/null || echo outside
        """)
    let script = """
      mount --bind "$HOME/out" "$HOME/in/folder" && mount --bind "$HOME/in" "$HOME/out/folder" || exit 77
      exec "$1" g x
      """
    let outcome = try home.program(
      "/usr/bin/unshare", "-rm", "/bin/sh", "-c", script, "sh", home.path("$QLI")
    ).run()
    // As where user namespaces are forbidden.
    if outcome.ending == .exited(77) || outcome.stderr.contains("unshare failed") { return }
    #expect(outcome.stdout == "inside\ninside\noutside\n")
  }

  // MARK: - What works always

  @Test func devices() throws {
    let scene = try FenceScene(write: "[]")
    try scene.home.extension(
      "g", "x",
      sh: """
        for name in null zero random urandom; do echo > /dev/$name || echo "no $name"; done
        echo full 2> /dev/null > /dev/full && echo "no full"
        echo out > /dev/stdout; echo err > /dev/stderr; echo fd > /proc/self/fd/1
        """)
    try scene.home.qli("g", "x").expect(stdout: "out\nfd\n", stderr: "err\n")
  }

  @Test func theTerminalThatItInherits() throws {
    let scene = try FenceScene(write: "[]")
    try scene.home.extension(
      "g", "x", sh: "echo one > /dev/tty; echo two > \"$(tty)\"; echo three > /dev/stderr")
    let terminal = try scene.home.qli("g", "x").startOnTerminal()
    #expect(try terminal.wait().terminal == "one\ntwo\nthree\n")
  }

  /// What the caller has opened for it may be opened by its name, too.
  @Test func theFilesThatItInherits() throws {
    let scene = try FenceScene(write: "[]")
    try scene.home.extension("g", "x", sh: "echo one; echo two >> /dev/stdout")
    let out = try scene.home.file("out.txt")
    try scene.home.qli("g", "x").stdout(.file(out)).expect()
    #expect(try scene.home.read("out.txt") == "one\ntwo\n")
  }
}
