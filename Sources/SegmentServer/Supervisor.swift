import Transport

/// Whoever started the daemon and wants to know how far it is, as systemd does.
///
/// > Source: systemd, *sd_notify(3)*: one datagram to the socket that `NOTIFY_SOCKET` names, a path
/// > or with `@` in front an abstract name.
enum Supervisor {
  /// Tells a state; nothing happens where nobody asked.
  static func tell(_ state: String) {
    guard let place = UserFolder.environment("NOTIFY_SOCKET"),
      place.hasPrefix("/") || place.hasPrefix("@")
    else { return }
    sendDatagram(state, to: place)
  }
}
