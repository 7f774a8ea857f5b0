import Foundation
import Glibc
import TestSupport
import Testing

/// `make package`: what others get of the executable that the tests are run against.
@Suite(
  .requireTool("make"), .requireTool("dpkg-deb"),
  .enabled(
    if: ProcessInfo.processInfo.environment["QLI_TEST_EXECUTABLE"] != nil,
    "nobody gets the debug build"))
struct PackageTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func packing(into folder: String) -> QliRun {
    home.program("/bin/sh", Checkout.path("Scripts/package"), Products.qli, home.path(folder))
      .environment(["SOURCE_DATE_EPOCH": "1790000000"])
  }

  /// Makes them, and returns the paths of the package and the tarball.
  private func pack() throws -> (package: String, tarball: String) {
    let outcome = try packing(into: "$ROOT/out").run()
    try #require(outcome.ending == .exited(0), "\(outcome.stderr)")
    let names = try FileManager.default.contentsOfDirectory(atPath: home.path("$ROOT/out")).sorted()
    try #require(names.count == 3 && names[0] == "SHA256SUMS")
    return (home.path("$ROOT/out/\(names[2])"), home.path("$ROOT/out/\(names[1])"))
  }

  /// Wherever, whenever and by whomever they are made.
  @Test func twoBuildsAreTheSameBytes() throws {
    _ = try pack()
    let again = try packing(into: "$ROOT/again").umask(0o077)
      .environment(["TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"]).directory("$ROOT").run()
    #expect(again.ending == .exited(0))
    let sums = try home.read("$ROOT/out/SHA256SUMS")
    #expect(try home.read("$ROOT/again/SHA256SUMS") == sums)
    #expect(sums.split(separator: "\n").count == 2)
    for folder in ["$ROOT/out", "$ROOT/again"] {
      let check = home.program("/usr/bin/sha256sum", "--check", "--strict", "SHA256SUMS")
      #expect(try check.directory(folder).run().ending == .exited(0))
    }
  }

  @Test(.requireTool("lintian")) func lintianHasNothingToSay() throws {
    let outcome = try home.program(
      "/usr/bin/lintian", "--fail-on", "error,warning", pack().package
    ).run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stdout.isEmpty)
  }

  /// In a root of its own, in which nothing else is: the executable needs nothing.
  @Test(.requireTool("unshare"), .requireTool("dpkg"))
  func thePackageIsInstalledRunAndRemoved() throws {
    let package = try pack().package
    let script = try home.file(
      "install",
      """
      set -eu
      root=$1
      mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
      : >"$root/var/lib/dpkg/status"
      dpkg --root="$root" --log="$root/log" --install "$2" >/dev/null
      dpkg --root="$root" --verify qli
      mkdir "$root/proc"
      mount --rbind /proc "$root/proc"
      chroot "$root" /usr/bin/qli --version
      env -u XDG_DATA_HOME chroot "$root" /usr/bin/qli new tools
      head -n 1 "$root/home/me/.local/share/qli/extensions/tools/_manifest.toml"
      test -f "$root/usr/share/qli/manifest.schema.json"
      rm -r "$root/home"
      dpkg --root="$root" --log="$root/log" --purge qli >/dev/null
      find "$root" -xdev -name '*qli*'
      echo gone
      """)
    var wrapper = ["/usr/bin/unshare", "--mount"]
    if geteuid() != 0 { wrapper.append("--map-root-user") }
    let outcome = try home.program("/bin/sh", script, home.path("$ROOT/root"), package)
      .environment(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/home/me"]).wrapped(wrapper)
      .run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    let lines = outcome.stdout.split(separator: "\n").map(String.init)
    try #require(lines.count == 5, "\(outcome.stdout)")
    #expect(lines[0].hasPrefix("qli "))
    #expect(lines[3].hasPrefix("#:schema file:///usr/share/qli/manifest.schema.json"))
    #expect(lines[4] == "gone")
  }

  /// From anywhere, with what is installed beside it.
  @Test func theTarballRuns() throws {
    let tarball = try pack().tarball
    let place = try home.directory("$ROOT/place")
    let unpacking = home.program("/bin/tar", "-xzf", tarball, "-C", place, "--strip-components=1")
    #expect(try unpacking.run().ending == .exited(0))
    #expect(try home.readBytes("\(place)/bin/qli") == home.readBytes(Products.qli))
    for file in [
      "README.md", "LICENSE", "share/man/man1/qli.1", "share/qli/sidecar.schema.json",
      "share/bash-completion/completions/qli", "share/doc/qli/examples/sources/qli-source-pass",
    ] {
      #expect(home.exists("\(place)/\(file)"), "\(file)")
    }
    #expect(try home.program("\(place)/bin/qli", "new", "tools").run().ending == .exited(0))
    #expect(
      try home.read("$DATA/qli/extensions/tools/_manifest.toml")
        .hasPrefix("#:schema file://\(place)/share/qli/manifest.schema.json\n"))
    let listing = try home.program("/bin/tar", "-tvzf", tarball, "--numeric-owner").run().stdout
    #expect(listing.split(separator: "\n").allSatisfy { $0.contains(" 0/0 ") })
  }
}
