import Glibc

/// The rest of a report's words: `--to FILE` appends there in place of printing to stdout.
private func emit(_ bytes: [UInt8], _ target: String?) -> Never {
  guard let target else {
    write(bytes, to: 1)
    exit(0)
  }
  let descriptor = open(target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { failCall("cannot open '\(target)'") }
  write(bytes, to: descriptor)
  exit(0)
}

/// The file of a leading `--to FILE`, if there is one.
private func target(_ words: Words) -> String? {
  guard let word = words.next() else { return nil }
  guard word == "--to" else { fail("expected --to FILE, not '\(word)'") }
  return words.word("FILE")
}

/// `arguments [ARGUMENT…]`: each argument's bytes in hex, a line each (an empty one: empty line).
/// The variable PROBE_TO names a file to append to in place of stdout.
func reportArguments(_ words: Words) -> Never {
  var lines: [UInt8] = []
  for index in words.index..<Int(CommandLine.argc) {
    guard let argument = CommandLine.unsafeArgv[index] else { break }
    for offset in 0..<strlen(argument) {
      let byte = UInt8(bitPattern: argument[offset])
      lines += Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16).utf8)
    }
    lines.append(UInt8(ascii: "\n"))
  }
  emit(lines, getenv("PROBE_TO").map { String(cString: $0) })
}

/// `environment [--to FILE]`: the entries as they are, each followed by NUL.
func reportEnvironment(_ words: Words) -> Never {
  let target = target(words)
  var entry = CommandLine.unsafeArgv.environment
  var bytes: [UInt8] = []
  while let text = entry.pointee {
    bytes += (0...strlen(text)).map { UInt8(bitPattern: text[$0]) }
    entry += 1
  }
  emit(bytes, target)
}

/// `signals [--to FILE]`: `blocked=…` and `ignored=SIGINT,SIGQUIT`, from /proc/self/status.
func reportSignals(_ words: Words) -> Never {
  let target = target(words)
  var result = ""
  for line in readFile("/proc/self/status").split(separator: "\n") {
    for (key, name) in [("SigIgn:", "ignored"), ("SigBlk:", "blocked")] where line.hasPrefix(key) {
      let digits = line.dropFirst(key.count).drop { $0 == "\t" || $0 == " " }
      let mask = UInt64(digits, radix: 16) ?? 0
      // 32 and 33 are glibc's own: its posix_spawn ignores them in the child.
      let set = (1...64).filter { mask & (1 << UInt64($0 - 1)) != 0 && $0 != 32 && $0 != 33 }
      result += "\(name)=\(set.map { signalName(Int32($0)) }.joined(separator: ","))\n"
    }
  }
  emit(Array(result.utf8), target)
}

/// `descriptors [--to FILE]`: each open descriptor with what it refers to: `0 /dev/null`.
func reportDescriptors(_ words: Words) -> Never {
  let target = target(words)
  var result = ""
  for descriptor in openDescriptors() {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
    let name = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    result += "\(descriptor) \(String(decoding: name, as: UTF8.self))\n"
  }
  emit(Array(result.utf8), target)
}

/// `group [--to FILE]`: pid, ppid, pgid, sid and the terminal's foreground group (-1: no terminal).
func reportGroup(_ words: Words) -> Never {
  let target = target(words)
  let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
  let foreground = terminal < 0 ? -1 : tcgetpgrp(terminal)
  let text =
    "pid=\(getpid())\nppid=\(getppid())\npgid=\(getpgrp())\nsid=\(getsid(0))\n"
    + "tpgid=\(foreground)\n"
  emit(Array(text.utf8), target)
}

/// The numbers of the open descriptors, sorted.
func openDescriptors() -> [Int32] {
  guard let folder = opendir("/proc/self/fd") else { failCall("/proc/self/fd") }
  defer { closedir(folder) }
  var found: [Int32] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if let number = Int32(name), number != dirfd(folder) { found.append(number) }
  }
  return found.sorted()
}

private func readFile(_ path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { failCall("cannot open '\(path)'") }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count <= 0 { break }
    bytes += buffer.prefix(count)
  }
  return String(decoding: bytes, as: UTF8.self)
}
