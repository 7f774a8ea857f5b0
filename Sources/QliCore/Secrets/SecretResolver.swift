/// Fetches the secrets that a policy declares.
enum SecretResolver {
  /// Why not all were fetched.
  enum Failure: Error {
    case secret(SecretError)
    case interrupted(Signal)
  }

  /// Fetches each of `declarations`, in their order; the first failure ends it.
  static func resolve(
    _ declarations: [SecretDeclaration], environment: Environment, _ loop: EventLoop
  ) throws(Failure) -> [ResolvedSecret] {
    var resolved: [ResolvedSecret] = []
    for declaration in declarations {
      let buffer = try fetch(declaration, environment, loop)
      do throws(Secret.Defect) {
        let secret = try Secret(buffer, for: declaration.variable)
        resolved.append(ResolvedSecret(declaration: declaration, value: secret))
      } catch {
        throw .secret(SecretError(variable: declaration.variable, reason: .defect(error)))
      }
    }
    return resolved
  }

  private static func fetch(
    _ declaration: SecretDeclaration, _ environment: Environment, _ loop: EventLoop
  ) throws(Failure) -> SecretBuffer {
    switch declaration.provider {
    case .environment:
      guard let buffer = copy(of: declaration.reference, in: environment) else {
        throw .secret(
          SecretError(
            variable: declaration.variable, reason: .variableNotSet(declaration.reference)))
      }
      return buffer
    case .onePassword:
      do throws(OnePassword.Failure) {
        return try OnePassword.read(declaration.reference, environment: environment, loop)
      } catch {
        switch error {
        case .interrupted(let signal): throw .interrupted(signal)
        case .reason(let reason):
          throw .secret(SecretError(variable: declaration.variable, reason: reason))
        }
      }
    }
  }

  private static func copy(of variable: String, in environment: Environment) -> SecretBuffer? {
    environment.withValue(of: variable) { value in
      guard let value else { return nil }
      var length = 0
      while value[length] != 0 { length += 1 }
      let buffer = SecretBuffer()
      buffer.append(UnsafeRawBufferPointer(start: value, count: length))
      return buffer
    }
  }
}

/// A declared secret and its value.
struct ResolvedSecret {
  let declaration: SecretDeclaration
  let value: Secret
}

extension [ResolvedSecret] {
  /// The stores' own keys that the extension must not get: those of each store that was asked,
  /// unless every secret from it keeps them. One that doesn't is enough: in doubt they stay here.
  var withheldCredentials: [VariablePattern] {
    let asked = filter { $0.declaration.provider == .onePassword }
    guard asked.contains(where: { !$0.declaration.keepsCredentials }) else {
      return []
    }
    return OnePassword.credentials
  }
}
