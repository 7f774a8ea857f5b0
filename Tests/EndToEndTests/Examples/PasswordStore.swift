import Foundation
import Glibc
import TestSupport
import Testing

/// A password store with a GnuPG key of its own. Its agent is ended at the end of its life.
final class PasswordStore {
  static let user = "store@localhost"
  /// Of elliptic curves: making keys of RSA, GnuPG's default for now, takes most of a test's time.
  private static let algorithm = "future-default"
  let home: TestHome
  /// Where GnuPG has its key, and the sockets of its agent. A socket's path has at most 107 bytes,
  /// so it can't be in the test's home.
  private let keys: TemporaryFolder
  /// What finds the key and the store.
  let variables: [String: String]

  /// Makes the key and the store.
  init(_ home: TestHome, passphrase: String = "") throws {
    self.home = home
    keys = try TemporaryFolder()
    variables = ["GNUPGHOME": keys.path, "PASSWORD_STORE_DIR": home.path("$HOME/store")]
    try tool(
      "gpg", "--batch", "--quiet", "--pinentry-mode=loopback", "--passphrase", passphrase,
      "--quick-generate-key", Self.user, Self.algorithm, "default", "never")
    try tool("pass", "init", Self.user)
  }

  deinit { try? tool("gpgconf", "--kill", "all") }

  /// Adds an entry, or replaces it.
  func insert(_ name: String, _ content: any ByteText) throws {
    try tool("pass", "insert", "--multiline", "--force", name, input: content)
  }

  /// Makes another key, which has no passphrase, and isn't one of the store.
  func addOpenKey() throws {
    try tool(
      "gpg", "--batch", "--passphrase", "", "--quick-generate-key", "open@localhost",
      Self.algorithm, "default", "never")
  }

  /// Makes the agent forget every passphrase.
  func lock() throws { try tool("gpgconf", "--kill", "gpg-agent") }

  /// Tells the agent the passphrase, by using it.
  func unlock(_ entry: String, passphrase: String) throws {
    try tool(
      "gpg", "--batch", "--quiet", "--pinentry-mode=loopback", "--passphrase", passphrase,
      "--output", "/dev/null", "--yes", "--decrypt", home.path("$HOME/store/\(entry).gpg"))
  }

  /// A run of the plugin; its stdin isn't set yet.
  func plugin() -> QliRun {
    home.program("\(SourceTalk.folder)/qli-source-pass").environment(variables)
  }

  private func tool(_ name: String, _ words: String..., input: any ByteText = "") throws {
    let outcome = try home.program(Tools.path(name) ?? name).arguments(words)
      .environment(variables).stdin(.text(input)).run()
    guard outcome.ending == .exited(0) else {
      throw HarnessError("\(name): \(outcome.stdout)\(outcome.stderr)")
    }
  }
}
