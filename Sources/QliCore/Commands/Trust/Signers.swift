/// Who may sign groups, as ssh-keygen(1) has it: the ALLOWED SIGNERS file, and beside it the keys that were
/// revoked. Root's holds for everyone.
struct Signers {
  private static let fileName = "allowed_signers"
  private static let revokedName = "revoked_keys"

  let file: FilePath
  /// Root's as well, where the file is a user's.
  let revoked: [FilePath]

  /// The files that hold, or nil where there are none.
  ///
  /// - Throws: where somebody else could change one.
  static func find(
    in environment: Environment, _ safety: PathSafety
  ) throws(SignatureError) -> Signers? {
    var file: FilePath?
    var revoked: [FilePath] = []
    for place in TrustPlace.allCases {
      guard let folder = place.folder(in: environment) else { continue }
      let isFirst = file == nil
      if isFirst, try isThere(folder.appending(fileName), place, safety) {
        file = folder.appending(fileName)
      }
      // A user's are of no use beside root's signers.
      if isFirst || place == .root, try isThere(folder.appending(revokedName), place, safety) {
        revoked.append(folder.appending(revokedName))
      }
    }
    return file.map { Signers(file: $0, revoked: revoked) }
  }

  private static func isThere(
    _ path: FilePath, _ place: TrustPlace, _ safety: PathSafety
  ) throws(SignatureError) -> Bool {
    guard place.mayHold(path) else { return false }
    _ = try converting(SignatureError.unsafe) { () throws(LookupError) in try safety.require(path) }
    return true
  }

  /// Where a user writes who may sign.
  static func place(in environment: Environment) -> FilePath {
    (TrustPlace.user.folder(in: environment) ?? "/etc/qli").appending(fileName)
  }
}
