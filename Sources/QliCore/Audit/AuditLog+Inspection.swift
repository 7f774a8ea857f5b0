extension AuditLog {
  /// Why a record could not be written now, found without touching anything; nil if it could.
  func obstacle() -> AuditError? {
    do throws(Errno) {
      let status = try FileStatus(following: path)
      guard status.kind == .regular else { return error(.notRegular(status.kind)) }
      try FileAccess.checkWriting(path)
      return nil
    } catch .noSuchFile {
      return obstacleToMaking()
    } catch {
      return self.error(.open(error))
    }
  }

  private func obstacleToMaking() -> AuditError? {
    do throws(Errno) {
      try FileAccess.checkMaking(in: path.parent)
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
    AuditError(path: Visible.text(path), reason: reason)
  }
}
