/// Something that sets a segment apart, and how a name can say it.
struct NameTrait {
  /// The column it is about.
  let column: String
  /// Its topic: a name says one thing of a topic.
  let topic: String
  /// How far it stands out, in standard deviations or what compares with them.
  let strength: Double
  /// Before the noun: "older", "Clothing-first".
  var prefix: String?
  /// In place of "customers": "high earners", "professionals".
  var noun: String?
  /// After the noun: "who spend little", "with high debt".
  var tail: String?
  /// Which noun wins where two traits have one; the lower.
  var nounRank = 9
}
