/// Passes on what a service writes, as it is, to a stream of qli's own.
///
/// qli doesn't wait for whoever reads it: what isn't taken stays here, and as long as something
/// does the service isn't read, and waits as it would if it wrote there itself. A stream that can't
/// be written is left alone.
///
/// Sound: the memory is this object's until its end, and holds as much as is read at once.
final class LogCopy {
  /// As many bytes as what is ready takes without a wait: PIPE_BUF of pipe(7).
  private static let piece = 4096

  private let descriptor: FileDescriptor
  private let memory: UnsafeMutablePointer<UInt8>
  private var start = 0
  private var end = 0

  init(to descriptor: FileDescriptor) {
    self.descriptor = descriptor
    memory = .allocate(capacity: LogInput.capacity)
  }

  deinit { memory.deallocate() }

  /// What it waits for, if it does.
  var interest: Poll.Interest? { start < end ? .writing(descriptor) : nil }

  /// Takes bytes, once all others are passed on.
  func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let first = bytes.baseAddress else { return }
    memory.update(from: first, count: bytes.count)
    (start, end) = (0, bytes.count)
    flush()
  }

  /// Passes on as much as has room.
  func flush() {
    while start < end, Poll.isReady(.writing(descriptor)) {
      let piece = UnsafeRawBufferPointer(
        start: memory + start, count: min(Self.piece, end - start))
      do throws(Errno) {
        start += try descriptor.writeOnce(piece)
      } catch .wouldBlock {
        return
      } catch {
        start = end
      }
    }
  }
}
