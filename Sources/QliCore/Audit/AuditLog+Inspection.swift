extension AuditLog {
  /// Why a record could not be written now, found without touching anything; nil if it could.
  func obstacle() -> AuditError? {
    if let danger = KeptFile.danger(at: path, safety) { return failure(.unsafe(danger)) }
    do throws(Errno) {
      if let kind = try? FileStatus(following: path).kind, kind != .regular {
        return error(.notRegular(kind))
      }
      try FileAccess.checkOpeningOrMaking(path)
      return nil
    } catch {
      return self.error(.open(error))
    }
  }

  /// Whether the last line has no newline, as far as that can be seen.
  var isTorn: Bool {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let status = try? file.number.status(), status.kind == .regular, status.size > 0,
      let last = try? file.number.byte(at: status.size - 1)
    else { return false }
    return last != UInt8(ascii: "\n")
  }

  private func error(_ reason: AuditError.Reason) -> AuditError {
    AuditError(path: path, reason: reason)
  }
}
