extension Profile: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    model = try answer("model")
    version = try answer("version")
    asOf = try answer("as_of")
    segments = try answer("segments")
    overall = try answer("overall")
    let importance: [String: Importance]? = try answer("importance")
    self.importance = importance ?? [:]
    let by: [String: [ValueBreakdown]]? = try answer("by")
    self.by = by ?? [:]
    trend = try answer("trend")
    let without: WithoutPurchase? = try answer("without_purchase")
    customersWithoutPurchase = without?.customers
    warnings = try answer("warnings")
  }
}

extension SegmentProfile: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    id = try answer("id")
    name = try answer("name")
    group = try GroupProfile(answer)
    direction = try answer("trend")
    reasons = try answer("reasons")
    advice = try answer("advice")
  }
}

extension GroupProfile: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    size = try answer("size")
    share = try answer("share")
    monetary = try answer("monetary")
    monetaryShare = try answer("monetary_share")
    oneTimeShare = try answer("one_time_share")
    features = try answer("features")
    categories = try answer("categories")
    let spread: [String: SpreadShare]? = try answer("spread")
    self.spread = spread ?? [:]
  }
}

extension GroupProfile.Figures: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    mean = try answer("mean")
    sd = try answer("sd")
    min = try answer("min")
    p25 = try answer("p25")
    p50 = try answer("p50")
    p75 = try answer("p75")
    p95 = try answer("p95")
    max = try answer("max")
    z = try answer("z")
    missing = try answer("missing")
  }
}

extension GroupProfile.ValueShare: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    value = try answer("value")
    share = try answer("share")
    lift = try answer("lift")
    ofValue = try answer("of_value")
    ofValueMoney = try answer("of_value_money")
  }
}

extension GroupProfile.SpreadShare: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    share = try answer("share")
    ofValueMoney = try answer("of_value_money")
    ofValue = try answer("of_value")
  }
}

extension Importance: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    eta2 = try answer("eta2")
    f = try answer("F")
    chi2 = try answer("chi2")
    cramersV = try answer("cramers_v")
  }
}

extension ValueBreakdown: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    value = try answer("value")
    customers = try answer("customers")
    monetary = try answer("monetary")
    segments = try answer("segments")
  }
}

extension ValueBreakdown.Part: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    id = try answer("id")
    customers = try answer("customers")
    share = try answer("share")
    monetary = try answer("monetary")
  }
}

extension Trend: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    periods = try answer("period")
    segments = try answer("segments")
  }
}

extension Trend.Series: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    id = try answer("id")
    customers = try answer("customers")
    orders = try answer("orders")
    monetary = try answer("monetary")
    direction = try Direction(answer)
  }
}

extension Direction: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    slope = try answer("slope")
    last6 = try answer("last6")
    verdict = try answer("verdict")
    monetaryVerdict = try answer("monetary_verdict")
  }
}
