/// How a child ended.
enum ChildEnd: Equatable, Sendable {
  case exited(Int32)
  case signalled(Signal)
}
