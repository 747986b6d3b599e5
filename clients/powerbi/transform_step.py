# Power BI: Transform > Run Python script. `dataset` is the query so far, a row per customer.
import segmentd

answer = segmentd.assign("vip", dataset, detail=["name", "distance"])
dataset["segment"] = answer["segment"]
dataset["segment name"] = answer["name"]
dataset["distance"] = answer["distance"]
# Every data frame that is left becomes a table to choose from.
del answer
