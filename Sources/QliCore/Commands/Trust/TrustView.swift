/// What a person is shown of a group's files before they are trusted.
struct TrustView {
  /// How long diff(1) may take.
  private static let limit = RunDuration.seconds(30)
  private static let outputLimit = 16 << 20

  /// What is otherwise, a line each.
  private(set) var list = ""
  /// The texts: what is new in them.
  private(set) var texts = ""

  private let texter: Texter

  /// - Parameter texts: those that were looked at before; nil where there are none.
  /// - Parameter hasTexts: whether more than the list is wanted.
  init(
    _ changes: [TrustChange], _ old: TrustTexts?, hasTexts: Bool, _ style: Style,
    _ context: RunContext, _ loop: EventLoop
  ) throws(TrustError) {
    texter = Texter(style: style, context: context, loop: loop)
    let width = changes.map { $0.name.utf8.count }.max() ?? 0
    for change in changes {
      let former = change.old.flatMap { old?.text($0) }
      list += Self.line(change, former, width: width, style) + "\n"
      if hasTexts { texts += try texter.text(of: change, former) }
    }
    if let obstacle = texter.obstacle { list += "\n\(obstacle)\n" }
  }

  /// Its kind, its name and its size.
  private static func line(
    _ change: TrustChange, _ former: [UInt8]?, width: Int, _ style: Style
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
    line += Wording.count(file.size, "byte")
    if let former { line += ", was \(former.count)" }
    if file.text == nil { line += ", sha256 \(file.digest)" }
    if file.isOfPath { line += style.dim(", on PATH: \(Visible.text(file.path))") }
    return line
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

  /// Makes the texts.
  private final class Texter {
    /// Why there is no diff(1), or nil.
    private(set) var obstacle: String?
    private var program: FilePath?
    private let style: Style
    private let context: RunContext
    private let loop: EventLoop

    init(style: Style, context: RunContext, loop: EventLoop) {
      self.style = style
      self.context = context
      self.loop = loop
    }

    /// What is new in the text of `change`; empty for what is none, or was removed.
    func text(of change: TrustChange, _ former: [UInt8]?) throws(TrustError) -> String {
      guard let file = change.file, let text = file.text else { return "" }
      guard let former else {
        let title = change.kind == .new ? "" : " (what it was isn't known)"
        return "\n" + style.bold("+++ \(change.name)\(title)") + "\n" + added(text)
      }
      guard let difference = try difference(from: former, to: text, change.name) else { return "" }
      return "\n" + lines(difference)
    }

    private func added(_ text: [UInt8]) -> String {
      var bytes: [UInt8] = []
      for line in Self.split(text) { bytes += [.plus] + line + [.lineFeed] }
      return lines(bytes)
    }

    /// Each line made safe to show, and set off by the mark that it begins with.
    private func lines(_ text: [UInt8]) -> String {
      var result = ""
      for line in Self.split(text) {
        let parts = line.split(separator: .tab, omittingEmptySubsequences: false)
        let visible = parts.map { part in ByteString(part).map { Visible.text($0) } ?? "" }
        let shown = visible.joined(separator: "\t")
        switch line.first {
        case .plus: result += style.good(shown)
        case .minus: result += style.error(shown)
        case UInt8(ascii: "@"): result += style.hint(shown)
        default: result += shown
        }
        result += "\n"
      }
      return result
    }

    private static func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
      var lines = text.split(separator: .lineFeed, omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      return lines
    }

    /// What diff(1) says, or nil where there is none.
    private func difference(
      from old: [UInt8], to new: [UInt8], _ name: String
    ) throws(TrustError) -> [UInt8]? {
      guard obstacle == nil else { return nil }
      if program == nil {
        do throws(ProgramError) {
          program = try SearchPath.program("diff", in: context.environment, PathSafety())
        } catch {
          obstacle = "no differences are shown: \(ErrorReport(error).headline)"
          return nil
        }
      }
      guard let program else { return nil }
      let folder = try TrustView.temporaryFolder(context.environment, PathSafety())
      defer { folder.remove() }
      let paths = [folder.path.appending("old"), folder.path.appending("new")]
      try converting(TrustError.system) { () throws(Errno) in
        try FileReplacement.create(old, at: paths[0], mode: 0o600)
        try FileReplacement.create(new, at: paths[1], mode: 0o600)
      }
      let words: [ByteString] = [
        "-a", "-u", "--label", ByteString("\(name), as it was"), "--label", ByteString(name), "--",
      ]
      let launch = Launch(
        program: program, arguments: Arguments(words + paths.map { $0.string }),
        environment: ChildEnvironment(context.environment), signalMask: loop.callerMask)
      let process = HelperProcess(
        launch, Limits(time: TrustView.limit), outputLimit: TrustView.outputLimit, loop)
      do throws(HelperRun.Failure) { try HelperRun.finish([process], loop) } catch {
        switch error {
        case .interrupted(let signal): throw .question(.interrupted(signal))
        case .system(let error): throw .system(error)
        case .failed:
          // 1: they differ.
          if case .unsuccessful(.exited(1), _)? = process.failure { break }
          obstacle = "no differences are shown: diff: \(process.failure?.words ?? "it failed")"
          return nil
        }
      }
      return Array(process.output.bytes)
    }
  }
}
