/// Where an extension may write, as it is written in a manifest or typed.
enum WritePlace: Sendable, Equatable {
  /// What `[run] write` names.
  case path(PathTemplate)
  /// `"$TMPDIR"` there: a folder of its own, made for the run and removed with it.
  case ownTemporaryFolder
  /// What `--write` names; a relative path counts from the current folder.
  case typed(ByteString)

  /// What is written in a manifest.
  init(_ text: String) throws(SyntaxError) {
    for name in ["$TMPDIR", "${TMPDIR}"] where text.utf8.starts(with: name.utf8) {
      let rest = text.utf8.dropFirst(name.utf8.count)
      if rest.allSatisfy({ $0 == .slash }) {
        self = .ownTemporaryFolder
        return
      }
      // `$TMPDIRS` is another variable.
      if rest.first == .slash || name.utf8.last == UInt8(ascii: "}") {
        throw .insideTemporaryFolder
      }
    }
    do throws(PathTemplate.SyntaxError) {
      self = .path(try PathTemplate(text))
    } catch {
      throw .path(error)
    }
  }

  /// Why a text is none.
  enum SyntaxError: Error, Equatable {
    case path(PathTemplate.SyntaxError)
    /// Something in the temporary folder, in which nothing is yet.
    case insideTemporaryFolder
  }

  /// What it is called in messages.
  var shown: String {
    switch self {
    case .path(let template): Visible.text(template.source)
    case .ownTemporaryFolder: "$TMPDIR"
    case .typed(let path): Visible.text(path.lossyText)
    }
  }
}

extension WritePlace.SyntaxError: CustomStringConvertible {
  /// The error as a message has it behind the path.
  var description: String {
    switch self {
    case .path(let error): "\(error)"
    case .insideTemporaryFolder:
      "can't be in '$TMPDIR', which is a new folder for each run; write \"$TMPDIR\" alone"
    }
  }
}
