// What a header or a dotted key may do with a table that is there already. Each table and each
// array is defined in one place: by its header, by the dotted keys under one header, or inline.
extension TOMLTableStorage {
  /// The table that a header goes through on its way to its last part; made if there is none.
  func enterByHeader(_ key: TOMLKeyPart) throws(TOMLError) -> TOMLTableStorage {
    guard let index = firstIndex(of: key.text) else { return addTable(key, origin: .implicit) }
    switch self[index].value.kind {
    case .table(let table) where table.storage.origin != .inline:
      return table.storage
    case .array(let array) where array.storage.isOfHeaders:
      // The array is never empty, and has nothing but tables.
      guard case .table(let table)? = array.last?.kind else { throw extended(key, at: index) }
      return table.storage
    default:
      throw extended(key, at: index)
    }
  }

  /// The table that a dotted key goes through on its way to its last part; made if there is none.
  func enterByDottedKey(_ key: TOMLKeyPart) throws(TOMLError) -> TOMLTableStorage {
    guard let index = firstIndex(of: key.text) else { return addTable(key, origin: .dotted) }
    guard case .table(let table) = self[index].value.kind else {
      throw extended(key, at: index)
    }
    switch table.storage.origin {
    case .dotted: break
    // So far only on the way to other tables; from here on the dotted key defines it.
    case .implicit: table.storage.origin = .dotted
    default: throw extended(key, at: index)
    }
    return table.storage
  }

  /// The table of `[… key]`, which must not have been defined yet.
  func defineTable(
    _ key: TOMLKeyPart, at position: TOMLPosition, width: Int
  ) throws(TOMLError) -> TOMLTableStorage {
    guard let index = firstIndex(of: key.text) else {
      return addTable(key, origin: .header, at: position, width: width)
    }
    guard case .table(let table) = self[index].value.kind, table.storage.origin == .implicit
    else { throw duplicate(key, at: index) }
    table.storage.origin = .header
    table.storage.position = position
    replaceValue(at: index, with: TOMLValue(.table(table), at: position, width: width))
    return table.storage
  }

  /// The table of `[[… key]]`, added to the array of that name.
  func addElement(
    _ key: TOMLKeyPart, at position: TOMLPosition, width: Int
  ) throws(TOMLError) -> TOMLTableStorage {
    let storage = TOMLTableStorage(origin: .header, position: position)
    let element = TOMLValue(.table(TOMLTable(storage: storage)), at: position, width: width)
    guard let index = firstIndex(of: key.text) else {
      let array = TOMLArrayStorage(isOfHeaders: true)
      array.append(element)
      let value = TOMLValue(.array(TOMLArray(storage: array)), at: position, width: width)
      append(TOMLEntry(key, value: value))
      return storage
    }
    guard case .array(let array) = self[index].value.kind else {
      throw duplicate(key, at: index)
    }
    guard array.storage.isOfHeaders else { throw extended(key, at: index) }
    array.storage.append(element)
    return storage
  }

  /// The error for defining the key of the entry at `index` once more.
  func duplicate(_ key: TOMLKeyPart, at index: Int) -> TOMLError {
    let first = self[index]
    if case .table(let table) = first.value.kind, table.storage.origin != .inline {
      return TOMLError(
        .duplicateTable(key.text, first: table.position), at: key.position, width: key.width)
    }
    return TOMLError(
      .duplicateKey(key.text, first: first.keyPosition), at: key.position, width: key.width)
  }

  /// The error for adding to the value of the entry at `index`, which allows it not.
  private func extended(_ key: TOMLKeyPart, at index: Int) -> TOMLError {
    let first = self[index]
    let kind: TOMLError.Kind =
      switch first.value.kind {
      case .table(let table) where table.storage.origin == .inline:
        .inlineTableExtended(key.text, first: table.position)
      case .table(let table): .dottedKeyIntoTable(key.text, first: table.position)
      case .array: .arrayExtended(key.text, first: first.value.position)
      default: .notATable(key.text, typeName: first.value.typeName, first: first.keyPosition)
      }
    return TOMLError(kind, at: key.position, width: key.width)
  }

  private func addTable(_ key: TOMLKeyPart, origin: Origin) -> TOMLTableStorage {
    addTable(key, origin: origin, at: key.position, width: key.width)
  }

  private func addTable(
    _ key: TOMLKeyPart, origin: Origin, at position: TOMLPosition, width: Int
  ) -> TOMLTableStorage {
    let storage = TOMLTableStorage(origin: origin, position: position)
    let value = TOMLValue(.table(TOMLTable(storage: storage)), at: position, width: width)
    append(TOMLEntry(key, value: value))
    return storage
  }
}
