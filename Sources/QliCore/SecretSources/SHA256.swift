/// SHA-256 of FIPS 180-4.
struct SHA256 {
  /// The 32 bytes of a checksum.
  struct Digest: Equatable {
    let bytes: [UInt8]
  }
}
