import Glibc

/// What went wrong in the harness itself, or what a test waited for in vain.
public struct HarnessError: Error, CustomStringConvertible {
  /// The sentence to show.
  public let description: String

  /// Makes an error with the sentence to show.
  public init(_ description: String) { self.description = description }

  /// Makes an error of a failed C call; `code` is its error number.
  static func call(_ what: String, _ code: Int32 = errno) -> HarnessError {
    HarnessError("\(what): \(String(cString: strerror(code)))")
  }
}

/// Returns the result of a C call, or throws if it is negative.
@discardableResult
func checked<Number: SignedInteger>(_ result: Number, _ what: @autoclosure () -> String) throws
  -> Number
{
  guard result >= 0 else {
    let code = errno
    throw HarnessError.call(what(), code)
  }
  return result
}
