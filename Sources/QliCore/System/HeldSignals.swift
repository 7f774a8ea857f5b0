/// Signals that wait until what is left to do is done, or would keep qli waiting: then each has its own
/// effect again, and one that ends a process ends qli, also one that has come already.
final class HeldSignals {
  /// As many bytes as a pipe or a terminal that is ready takes without a wait: PIPE_BUF of pipe(7).
  private static let piece = 4096
  /// Of a longer result the rest is written in large pieces, while signals have their effect.
  private static let mostPieces = 16

  private var releasing: (() -> Void)?
  private var pieces = 0

  /// Holds them from now on; `release` lets them go.
  func hold(_ release: @escaping () -> Void) { releasing = release }

  /// Lets them go, if they are held.
  func release() {
    releasing?()
    releasing = nil
  }

  /// Writes all of `bytes`. Where that would have to wait for room, signals are let go first.
  func write(_ bytes: UnsafeRawBufferPointer, to descriptor: FileDescriptor) throws(Errno) {
    var rest = bytes[...]
    while releasing != nil, !rest.isEmpty {
      guard pieces < Self.mostPieces, Poll.isReady(.writing(descriptor)) else {
        release()
        break
      }
      pieces += 1
      do throws(Errno) {
        let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.piece))
        rest = rest.dropFirst(try descriptor.writeOnce(piece))
      } catch .wouldBlock {
        release()
      }
    }
    try descriptor.writeAll(UnsafeRawBufferPointer(rebasing: rest))
  }
}
