/// Calls `body` until it isn't interrupted by a signal.
///
/// - Throws: the `errno` of a call that returned -1.
@discardableResult
@inline(__always)
func valueOrErrno<Value: FixedWidthInteger>(_ body: () -> Value) throws(Errno) -> Value {
  while true {
    let value = body()
    if value != -1 { return value }
    let error = Errno.current
    if error != .interrupted { throw error }
  }
}
