import Testing

/// Fits that together use every part of a recipe.
struct ModelSample: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The parameters of `fit` but the model's name.
  let fit: String

  /// 40 customers with a number that is missing here and there, a skewed one and two categories.
  static let customers: String = {
    let rows = (0..<40).map { row -> String in
      let income = row % 7 == 0 ? "null" : "\(Double(row * 37 % 41) * 1.5 + 20)"
      let spend = row % 3 == 0 ? "\(row * row % 97).25" : "\(row % 5)"
      let colour = ["\"red\"", "\"O'Brien\"", "null", "\"grün\"", "\"a\\\\b\""][row % 5]
      let size = ["\"S\"", "\"M\"", "\"L\""][row * 7 % 3]
      return "[\(row + 100),\(income),\(spend),\(colour),\(size)]"
    }
    return #"{"fields":["id","inc\"ome; drop","spend","colour","size"],"rows":["#
      + rows.joined(separator: ",") + "]}"
  }()

  /// 300 rows of transactions of 30 customers over two years.
  static let transactions: String = {
    let rows = (0..<300).map { row -> String in
      let customer = row * 17 % 30
      let month = row * 7 % 12 + 1
      return
        #"["c\#(customer)","i\#(row / 2)","201\#(row % 2)-\#(month < 10 ? "0" : "")\#(month)-15","#
        + #"\#(row % 9 == 0 ? -1 : row % 6 + 1),\#(Double(customer % 7) + 0.5)]"#
    }
    return #"{"fields":["who","invoice","day","pieces","price"],"rows":["#
      + rows.joined(separator: ",") + "]}"
  }()

  static let all: [ModelSample] = [
    ModelSample("plain", #""k":3,"recipe":{"id":"id"}"#),
    ModelSample(
      "auto", #""recipe":{"id":"id","features":[{"column":"inc\"ome; drop"},{"column":"spend"}]}"#),
    ModelSample(
      "every step",
      #"""
      "k":4,"seed":9,"n_init":3,"max_iter":50,"tol":0.001,"recipe":{"id":"id",
      "where":[{"column":"size","not_in":["XL"]},{"column":"spend","min":0}],
      "features":[{"column":"inc\"ome; drop","impute":"mean","scale":"robust","weight":2.5},
      {"column":"spend","transform":"log1p","scale":"minmax"},
      {"column":"colour","unseen":"other","levels":2},{"column":"size","unseen":"error",
      "impute":"drop","scale":"none"}],"exclude":["nothing"]}
      """#),
    ModelSample(
      "outliers, powers and ordinals",
      #"""
      "k":3,"recipe":{"id":"id","features":[{"column":"inc\"ome; drop","transform":"yeo-johnson",
      "outliers":{"rule":{"iqr":1.5},"do":"clip"}},
      {"column":"spend","outliers":{"rule":{"quantiles":[0.05,0.9],"factor":1},"do":"flag"}},
      {"column":"size","encode":"ordinal"}]}
      """#),
    ModelSample(
      "components",
      #"""
      "k":3,"recipe":{"id":"id","pca":{"components":3},"defaults":{"unseen":"other",
      "outliers":{"rule":{"mad":4},"do":"drop"}}}
      """#),
    ModelSample(
      "roots",
      #""k":2,"init":"random","refine":"none","recipe":{"id":"id","defaults":{"transform":"sqrt"},"#
        + #""features":[{"column":"spend","impute":3}]}"#),
    ModelSample(
      "given centres", #""k":2,"init":[[0.5],[-0.5]],"recipe":{"features":[{"column":"spend"}]}"#),
    ModelSample(
      "constraints",
      #""k":4,"fixed":[[0.5],[-0.5]],"sample_weight":"id","min_size":3,"min_share":0.01,"#
        + #""small":"merge","recipe":{"features":[{"column":"spend"}]}"#),
    ModelSample(
      "transactions",
      #"""
      "k":3,"recipe":{"transactions":{"customer":"who","date":"day","invoice":"invoice",
      "quantity":"pieces","price":"price","returns":"net","window_days":600,
      "measures":["recency","frequency","monetary","interval","one_time"]},
      "defaults":{"transform":"log1p"}}
      """#, of: transactions),
    ModelSample(
      "joined",
      #"""
      "k":2,"recipe":{"transactions":{"customer":"who","date":"day","amount":"price",
      "join":[{"data":{"fields":["pieces","kind","since"],"rows":[[1,"nuts",2000],[2,"bolts",null],
      [3,"nuts",1999]]},"on":"pieces"}],"carry":["kind"],"spread":{"column":"kind","as":"share"},
      "customers":{"data":{"columns":{"who":["c1","z9"]}},"on":"who"}},
      "join":[{"data":{"columns":{"who":["c1","c2","c3"],"born":["1990-01-31","1980-02-01",null]}},"on":"who"}],
      "derive":[{"name":"age","from":"born","as":"years_since","of":"2014-01-30"}],
      "exclude":["one"]}
      """#, of: transactions),
    ModelSample(
      "composite key",
      #""k":3,"recipe":{"transactions":{"customer":["who","price"],"date":"day","as_of":"2012-01-01","#
        + #""amount":"pieces","measures":["recency","monetary","tenure"]}}"#,
      of: transactions),
  ]

  init(_ name: String, _ parameters: String, of data: String = ModelSample.customers) {
    testDescription = name
    fit = #"{"model":"shop","data":\#(data),\#(parameters)}"#
  }
}
