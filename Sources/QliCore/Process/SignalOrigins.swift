/// Who sends the signals that qli gets while its program runs.
struct SignalOrigins {
  private let process: ProcessID
  private let tree: RunTree?
  /// What the kernel sent before the child was there, as far as that is known and not passed on yet.
  private var missed: SignalSet?
  /// Whether what waits now may have come before the child was there.
  var isNew = true

  init(_ started: StartedProcess, _ tree: RunTree?) {
    process = started.process
    missed = started.missed
    self.tree = tree
  }

  /// Who has sent `received`.
  mutating func origin(of received: ReceivedSignal) -> SignalPolicy.Origin {
    switch received.sender {
    case .kernel: return takeMissed(received.signal) ? .kernelToQliAlone : .kernel
    case .process(let sender):
      // What the kernel sends later isn't what was missed then.
      missed?.remove(received.signal)
      return isOfRun(sender) ? .descendant : .stranger
    // Without a sender, the terminal's foreground group decides: that is where keys go.
    case .unknown: return Terminal.isInForeground ? .kernel : .stranger
    }
  }

  /// Whether somebody else wants qli to end. A process of the run that ends may well tell its whole
  /// group, as `trap 'kill 0' EXIT` does.
  func isStopRequest(_ received: ReceivedSignal) -> Bool {
    guard received.signal.isStopRequest else { return false }
    if case .process(let sender) = received.sender { return !isOfRun(sender) }
    return true
  }

  /// Whether the kernel sent `signal` to qli and not to its child.
  private mutating func takeMissed(_ signal: Signal) -> Bool {
    if let missed {
      if missed.contains(signal) {
        self.missed?.remove(signal)
        return true
      }
    } else if isNew, signal.isStopRequest {
      // It may have come just before the child was there. A child that got it before it could catch
      // it is dead of it; a shell may catch it by now, and still have missed it. Better twice than
      // never, unless qli was stopped meanwhile: then only one that does nothing about it has missed
      // it.
      if !SignalSet.pending.contains(.resume) || process.hasDefault(for: signal) { return true }
    }
    // A terminal that hangs up tells the leader of its session, and nobody else.
    return (signal == .hangUp || signal == .resume) && ProcessID.current.leadsSession
  }

  private func isOfRun(_ sender: ProcessID) -> Bool {
    tree?.contains(sender) ?? sender.descends(from: process)
  }
}
