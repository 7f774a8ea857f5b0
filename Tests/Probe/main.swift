// A program that misbehaves on demand, and starts others in odd circumstances. The tests' scripts
// and `QliRun` use it. It has no Foundation, so that it starts fast.
import Glibc

let words = Words(CommandLine.arguments.dropFirst())

switch words.next() {
case "launch": launch(words)
case "arguments": reportArguments(words)
case "environment": reportEnvironment(words)
case "signals": reportSignals(words)
case "descriptors": reportDescriptors(words)
case "group": reportGroup(words)
case "trap": trap(words)
case "signal-parent": signalProcess(getppid(), words)
case "signal-pid": signalProcess(words.number("PID"), words)
case "signal-group": signalProcess(0, words)
case "kill-self": killSelf(words)
case "hold-pipe": holdPipe(words)
case "wait-for": waitFor(words)
case "allocate-arguments": allocateArguments(words)
case "lock": lock(words)
case "respawn": respawn(words)
case "flood": flood(words)
case "exit": exit(words.number("STATUS"))
case let other: fail("unknown command '\(other ?? "")'")
}
