# Power BI: Get data > Python script. Two tables: a row per segment, and a row per segment and feature
# for slicers. The daemon holds the model; nothing is fitted here.
import segmentd

client = segmentd.connect()
segments = client.model("vip").table()
features = segmentd.frame(client.profile("vip", format="table").segments)
