import CSystem

extension FilePath {
  /// Where this path leads in the end, without any link on the way, by realpath(3).
  func resolved() throws(Errno) -> FilePath {
    let text = string.withCString { realpath($0, nil) }
    guard let text else { throw .current }
    defer { free(text) }
    return FilePath(ByteString(cString: text))
  }

  /// Makes a symbolic link here, where nothing is, that leads to `target`, with symlink(2).
  func link(to target: FilePath) throws(Errno) {
    _ = try string.withCString { path throws(Errno) in
      try target.string.withCString { target throws(Errno) in
        try valueOrErrno { symlink(target, path) }
      }
    }
  }

  /// Where the link at this path leads; what a relative one says counts from the folder that the
  /// link lies in.
  func linkTarget() throws(Errno) -> FilePath {
    let target = try linkText()
    let path = FilePath(target)
    return path.isAbsolute ? path : parent.appending(target)
  }

  /// What the link at this path says, by readlink(2).
  func linkText() throws(Errno) -> ByteString {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = try string.withCString { path throws(Errno) in
      try valueOrErrno { readlink(path, &buffer, buffer.count - 1) }
    }
    // A target that was cut names another file.
    guard count < buffer.count - 1 else { throw .nameTooLong }
    return buffer.withUnsafeBufferPointer { bytes in
      ByteString(
        unchecked: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count]))
    }
  }
}
