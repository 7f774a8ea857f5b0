/// Step 1: says where one is.
enum BannerStep {
  /// What only this step makes.
  struct Shown {
    fileprivate init() {}
  }

  /// Prints `banner`, if there is one, to standard error; `--quiet` doesn't silence it.
  static func show(_ banner: String?, _ context: RunContext) -> Shown {
    if let banner {
      let text = Visible.text(banner, keepingNewlines: true)
      context.console.errors.write(text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n")
    }
    return Shown()
  }
}
