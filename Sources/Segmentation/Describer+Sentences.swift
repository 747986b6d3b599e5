import Decimals

extension Describer {
  /// What the mean of a numeric feature tells, in the words that go with what it means.
  func sentence(
    _ words: FeatureWords, _ feature: NumericProfile, _ mean: Double, _ all: Double,
    _ everyone: NumericProfile
  ) -> String {
    let (here, there) = (figure(mean, words), figure(all, words))
    switch words.meaning {
    case .recency:
      return "They last bought \(counted(mean, "day")) ago on average, "
        + "against \(counted(all, "day")) overall."
    case .frequency:
      return "They made \(counted(mean, "purchase")) on average, against \(there) overall."
    case .money:
      return moneySentence(words, feature, mean, all)
    case .averageOrder:
      return "Each of their orders is worth \(here) on average, against \(there) overall."
    case .averageLine:
      return "Each of their purchases is worth \(here) on average, against \(there) overall."
    case .largestLine:
      return "Their largest single purchase is worth \(here) on average, against \(there) overall."
    case .smallestLine:
      return "Their smallest single purchase is worth \(here) on average, against \(there) overall."
    case .tenure:
      return "From their first purchase to their last, \(counted(mean, "day")) passed on average, "
        + "against \(there) overall."
    case .firstPurchase:
      return "They first bought \(counted(mean, "day")) ago on average, "
        + "against \(counted(all, "day")) overall."
    case .interval:
      return "They let \(counted(mean, "day")) pass between two orders on average, "
        + "against \(there) overall."
    case .items:
      return "They bought \(counted(mean, "piece")) on average, against \(there) overall."
    case .age:
      return "They are \(counted(mean, "year")) old on average, against \(there) overall."
    default:
      let subject =
        isPlural(words.words) ? "\(capitalised(words.words)):" : "Their \(words.words) is"
      return "\(subject) \(here) on average, \(comparison(mean, all, words))."
    }
  }

  /// Whether words are of many things, as far as the letters tell.
  private func isPlural(_ words: String) -> Bool {
    words.hasSuffix("s") && !["ss", "us", "is"].contains { words.hasSuffix($0) }
  }

  /// "against 27 overall", or how many times that where it is many.
  private func comparison(_ mean: Double, _ all: Double, _ words: FeatureWords) -> String {
    guard all > 0, mean / all >= 2 else { return "against \(figure(all, words)) overall" }
    return "\(readable(mean / all)) times the overall \(figure(all, words))"
  }

  /// Money is skewed: of small spenders the 95th percentile tells more than the mean.
  private func moneySentence(
    _ words: FeatureWords, _ feature: NumericProfile, _ mean: Double, _ all: Double
  ) -> String {
    if let high = feature.quantiles?.high, mean < all, high < all, high > 0 {
      return "95 % of them spent less than \(figure(high, words)), "
        + "when the average customer spent \(figure(all, words))."
    }
    return "They spent \(figure(mean, words)) each on average, \(comparison(mean, all, words))."
  }

  /// A column of 0 and 1 by its share.
  func flagSentence(_ words: FeatureWords, _ share: Double, _ all: Double) -> String {
    let subject =
      switch share {
      case 1: "all of them"
      case 0: "none of them"
      default: "\(shareText(share)) of them"
      }
    return "\(capitalised(words.words)): \(subject), against \(shareText(all)) overall."
  }

  /// What customers with a value of a category are: "are managers"; `nil` where words do not tell.
  func belonging(_ words: FeatureWords, _ value: String) -> String? {
    switch words.meaning {
    case .place: return "are from \(shown(value))"
    case .gender:
      switch value.lowercased() {
      case "female", "f", "w": return "are women"
      case "male", "m": return "are men"
      default: break
      }
    case .occupation: return TraitFinder.people(value).map { "are \($0)" }
    default: break
    }
    return nil
  }

  /// The value of a category: "education is Bachelors".
  func property(_ words: FeatureWords, _ value: String) -> String {
    "\(words.words) \(isPlural(words.words) ? "are" : "is") \(quoted(value))"
  }

  /// A value as a sentence shows it: bare where it is plain words, else in quotation marks.
  func quoted(_ value: String) -> String {
    let value = shown(value)
    let isPlain =
      !value.isEmpty && value.first?.isUppercase == true
      && value.allSatisfy { $0.isLetter || $0 == " " || $0 == "-" }
    return isPlain ? value : "\"\(value)\""
  }
}
