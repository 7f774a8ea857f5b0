/// What a person is shown of a group's files before they are trusted.
struct TrustView {
  /// What is otherwise, a line each.
  let list: String

  private let changes: [TrustChange]
  private let old: TrustTexts
  private let style: Style

  /// - Parameters:
  ///   - old: the texts that were looked at before.
  ///   - columns: those of the terminal; nil where nothing is to be wrapped.
  init(_ changes: [TrustChange], _ old: TrustTexts, _ style: Style, columns: Int?) {
    let lines = Lines(columns: columns)
    self.changes = changes
    self.old = old
    self.style = style
    let width = changes.map { $0.name.utf8.count }.max() ?? 0
    var list = ""
    for change in changes {
      let former = change.old.flatMap { old.text($0)?.count }
      list += Self.line(change, former, width: width, style, lines) + "\n"
    }
    self.list = list
  }

  /// Its kind, its name and its size.
  private static func line(
    _ change: TrustChange, _ former: Int?, width: Int, _ style: Style, _ lines: Lines
  ) -> String {
    let kind =
      switch change.kind {
      case .new: style.good("new    ")
      case .changed: style.warning("changed")
      case .removed: style.error("removed")
      }
    guard let file = change.file else { return "\(kind)  \(change.name)" }
    var line = "\(kind)  \(change.name)"
    line += String(repeating: " ", count: width - change.name.utf8.count + 2)
    var remark = Wording.count(file.size, "byte")
    if let former { remark += ", was \(former)" }
    if file.text == nil { remark += ", sha256 \(file.digest)" }
    let indent = "changed  ".utf8.count + width + 2
    if file.isOfPath {
      let path = ", on PATH: \(Visible.text(file.path))"
      if lines.columns == nil { return line + remark + style.dim(path) }
      remark += path
    }
    return line + lines.text(remark, behind: indent)
  }

  // MARK: - The texts

  /// Writes the list, and then what is new in the texts, file by file.
  func write(
    to output: FileDescriptor, _ difference: TrustDifference
  ) throws(TrustError) {
    var head = ByteBuffer(passingTo: output)
    head.append(list)
    do throws(Errno) { try head.finish() } catch { throw .output(error) }
    for change in changes {
      guard let file = change.file else { continue }
      var buffer = ByteBuffer(passingTo: output)
      try write(file, change, difference, to: &buffer)
      do throws(Errno) { try buffer.finish() } catch { throw .output(error) }
    }
  }

  private func write(
    _ file: TrustFiles.File, _ change: TrustChange, _ difference: TrustDifference,
    to buffer: inout ByteBuffer
  ) throws(TrustError) {
    let former = change.old.flatMap { old.text($0) }
    if let text = file.text, let former {
      let hadObstacle = difference.obstacle != nil
      if let lines = try difference.lines(from: former, to: text, change.name) {
        buffer.append("\n")
        return VisibleLines(style).append(lines, to: &buffer)
      }
      if !hadObstacle, let obstacle = difference.obstacle {
        buffer.append("\nno differences are shown: \(obstacle)\n")
      }
    }
    let isUnknown = change.kind != .new && former == nil
    let title = change.name + (isUnknown ? " (what it was isn't known)" : "")
    buffer.append("\n" + style.bold("+++ \(title)") + "\n")
    if let text = file.text {
      VisibleLines(style).append(text, behind: .plus, to: &buffer)
    } else {
      let reason =
        file.hidden == .tooLong
        ? "it is larger than \(TrustTexts.longest >> 20) MiB" : "it holds NUL bytes"
      buffer.append("its text isn't shown: \(reason)\n")
    }
  }

  /// A new folder for what programs are to read, where nobody else can put another in its place.
  static func temporaryFolder(
    _ environment: Environment, _ safety: PathSafety
  ) throws(TrustError) -> OwnFolder {
    let parent = environment.nonEmpty("TMPDIR").map { FilePath($0) } ?? "/tmp"
    let place = try converting(TrustError.lookup) { () throws(LookupError) in
      try safety.require(parent, for: .passage).place
    }
    return try converting({ TrustError.lookup(.unreadable(parent, $0)) }) { () throws(Errno) in
      try OwnFolder(in: place, "qli-trust")
    }
  }
}
