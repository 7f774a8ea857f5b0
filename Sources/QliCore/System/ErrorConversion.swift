/// Does `body`, and turns what it throws into the caller's kind of error.
@inline(__always)
func converting<Value: ~Copyable, Inner: Error, Outer: Error>(
  _ convert: (Inner) -> Outer, _ body: () throws(Inner) -> Value
) throws(Outer) -> Value {
  do throws(Inner) {
    return try body()
  } catch {
    throw convert(error)
  }
}
