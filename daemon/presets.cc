#include "presets.h"

#include <array>

namespace firstcard::config {

namespace {

// Sorted by name; "TOML" ends each, for jq programs hold brackets and quotes.
constexpr std::array kPresets = {
    Preset{"alfred", R"TOML(
about = "a series of ALFRED with every vintage, by FRED's API"
[parameters.id]
about = "the series at FRED, like GDP"
[parameters.key]
about = "the API key, like { credential = \"fred\" }"
secret = true
[parameters.from]
about = "the first day of the vintages"
default = "1776-07-04"
[parameters.to]
about = "the last day of the vintages"
default = "9999-12-31"
[parameters.output]
about = "FRED's output_type: 1, a row per value; 2 and 3, a column per vintage (100000 rows at most)"
default = "1"
[feed]
source = "https://api.stlouisfed.org/fred/series/observations"
query = { series_id = "{id}", realtime_start = "{from}", realtime_end = "{to}", output_type = "{output}", file_type = "json", limit = "100000", api_key = "{key}" }
paging = { offset = { parameter = "offset", step = 100000 }, items = "/observations", total = "/count" }
every = "12h"
format = "json"
rows = '''
.observations[] | .date as $date
| if has("value") then { period: $date, value: .value, known: .realtime_start }
  else to_entries[]
    | (.key | capture("_(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2})$")) as $v
    | { period: $date, value: .value, known: "\($v.y)-\($v.m)-\($v.d)" }
  end'''
period = { column = "period", means = "start" }
value = { column = "value", missing = ["", "."] }
known = { column = "known" }
)TOML"},

    Preset{"alphavantage.csv", R"TOML(
about = "daily prices of Alpha Vantage; 25 requests a day with a free key"
[parameters.symbol]
about = "like NVDA"
[parameters.key]
about = "the API key, like { credential = \"alphavantage\" }"
secret = true
[parameters.function]
about = "the kind of prices"
default = "TIME_SERIES_DAILY"
[feed]
source = "https://www.alphavantage.co/query"
query = { function = "{function}", symbol = "{symbol}", datatype = "csv", apikey = "{key}" }
every = "12h"
period = { column = "timestamp" }
value = { column = ["close", "adjusted_close"] }
frequency = "day"
)TOML"},

    Preset{"aws.spot", R"TOML(
about = "spot prices that `aws ec2 describe-spot-price-history` wrote into a file; the API wants signed requests"
[parameters.instance]
about = "the instance type, like p5.48xlarge"
[parameters.product]
about = "the product description"
default = "Linux/UNIX"
[feed]
format = "json"
rows = '''
.SpotPriceHistory[]
| select(.InstanceType == "{instance}" and .ProductDescription == "{product}")
| { period: .Timestamp[0:10], zone: .AvailabilityZone, value: .SpotPrice, at: .Timestamp }'''
period = { column = "period" }
value = { column = "value" }
known = { column = "at" }
)TOML"},

    Preset{"azure.retail", R"TOML(
about = "what Azure asks for a virtual machine by the hour, without Windows, Spot and Low Priority"
[parameters.sku]
about = "the machine, like Standard_ND96isr_H100_v5"
[parameters.region]
about = "the region, like eastus"
[parameters.currency]
about = "the currency"
default = "USD"
[feed]
source = "https://prices.azure.com/api/retail/prices"
query = { currencyCode = "'{currency}'", "$filter" = "armSkuName eq '{sku}' and armRegionName eq '{region}' and priceType eq 'Consumption'" }
paging = { next = "/NextPageLink", max_pages = 20 }
every = "24h"
format = "json"
rows = '''
.Items[]
| select(.armSkuName == "{sku}" and .armRegionName == "{region}" and .type == "Consumption")
| select((.productName | test("Windows")) or (.meterName | test("Spot|Low Priority")) | not)
| { period: $fetched[0:10], value: .retailPrice, meter: .meterName, since: .effectiveStartDate }'''
period = { column = "period" }
value = { column = "value" }
)TOML"},

    Preset{"cboe.csv", R"TOML(
about = "the history of an index of Cboe, like the VIX"
[parameters.index]
about = "the index"
default = "VIX"
[feed]
source = "https://cdn.cboe.com/api/global/us_indices/daily_prices/{index}_History.csv"
every = "6h"
period = { column = "DATE", style = "us" }
value = { column = ["CLOSE", "{index}"] }
frequency = "day"
min_rows = 100
)TOML"},

    Preset{"ecb.csv", R"TOML(
about = "a series of the European Central Bank's data portal, as it now stands"
[parameters.flow]
about = "the dataset, like EXR"
[parameters.key]
about = "the series in it, like D.USD.EUR.SP00.A"
[parameters.style]
about = "how its periods are written: iso, month, quarter, half, week or year"
default = "iso"
[feed]
source = "https://data-api.ecb.europa.eu/service/data/{flow}/{key}?format=csvdata"
every = "6h"
period = { column = "TIME_PERIOD", style = "{style}" }
value = { column = "OBS_VALUE", missing = ["", "NaN"] }
)TOML"},

    Preset{"ecb.history", R"TOML(
about = "a series of the European Central Bank with every vintage and what was taken back"
[parameters.flow]
about = "the dataset, like EXR"
[parameters.key]
about = "the series in it, like D.USD.EUR.SP00.A"
[parameters.style]
about = "how its periods are written: iso, month, quarter, half, week or year"
default = "iso"
[feed]
source = "https://data-api.ecb.europa.eu/service/data/{flow}/{key}?format=csvdata&includeHistory=true"
every = "6h"
period = { column = "TIME_PERIOD", style = "{style}" }
value = { column = "OBS_VALUE", missing = ["", "NaN"] }
known = { column = "VALID_FROM" }
withdrawn = { column = "ACTION", is = "Delete" }
)TOML"},

    Preset{"epoch.arr", R"TOML(
about = "the annualised revenue of a model company, as Epoch AI gathers it"
[parameters.company]
about = "the company's name, or a list of those it has had: [\"Z.ai\", \"Z.ai (Zhipu)\"]"
[feed]
source = "https://epoch.ai/data/ai_companies_revenue_reports.csv"
every = "12h"
period = { column = "Date" }
value = { column = "Annualized revenue (USD)" }
known = { column = "Report date" }
where = { Company = "{company}", "Annualized revenue type" = ["Annualized run rate", "Annual recurring revenue (ARR)", "Annualized revenue", "Annual recurring revenue"] }
categories = { "Annualized revenue type" = ["", "Annualized run rate", "Annual recurring revenue (ARR)", "Annualized revenue", "Annual recurring revenue", "Yearly revenue", "Quarterly revenue", "Monthly revenue", "Product/division revenue", "Other"] }
aliases = { "Annualized revenue type" = "Type" }
)TOML"},

    Preset{"fred.api", R"TOML(
about = "a series of FRED as it now stands, by its API; alfred has the vintages"
[parameters.id]
about = "the series at FRED, like DGS10"
[parameters.key]
about = "the API key, like { credential = \"fred\" }"
secret = true
[feed]
source = "https://api.stlouisfed.org/fred/series/observations"
query = { series_id = "{id}", file_type = "json", api_key = "{key}" }
every = "6h"
format = "json"
rows = '.observations[] | { period: .date, value: .value }'
period = { column = "period", means = "start" }
value = { column = "value", missing = ["", "."] }
)TOML"},

    Preset{"fred.csv", R"TOML(
about = "a series of FRED as it now stands, without a key"
[parameters.id]
about = "the series at FRED, like DGS10"
[feed]
source = "https://fred.stlouisfed.org/graph/fredgraph.csv?id={id}"
every = "6h"
period = { column = ["observation_date", "DATE"], means = "start" }
value = { column = "{id}", missing = ["", "."] }
)TOML"},

    Preset{"github.raw", R"TOML(
about = "a CSV file of a public repository at GitHub"
[parameters.repository]
about = "OWNER/NAME"
[parameters.path]
about = "the file's path in it"
[parameters.branch]
about = "the branch, or a commit"
default = "main"
[feed]
source = "https://raw.githubusercontent.com/{repository}/{branch}/{path}"
every = "6h"
period = { column = ["period", "period_end", "date"] }
value = { column = "value" }
)TOML"},

    Preset{"google.sheet", R"TOML(
about = "a Google sheet that is published to the web (File > Share > Publish to web, CSV)"
[parameters.id]
about = "what stands between /d/e/ and /pub in its address, 2PACX-..."
[parameters.gid]
about = "the sheet's number in the address"
default = "0"
[feed]
source = "https://docs.google.com/spreadsheets/d/e/{id}/pub?gid={gid}&single=true&output=csv"
every = "30m"
period = { column = ["period_end", "period", "date"] }
value = { column = "value", missing = ["", "#N/A"] }
)TOML"},

    Preset{"lambda.types", R"TOML(
about = "what Lambda asks for a GPU by the hour, and in how many regions it has the machine"
[parameters.type]
about = "the instance type, like gpu_8x_h100_sxm5"
[parameters.key]
about = "the API key, like { credential = \"lambda\" }"
secret = true
[feed]
source = "https://cloud.lambdalabs.com/api/v1/instance-types"
bearer = "{key}"
every = "12h"
format = "json"
rows = '''
.data["{type}"]
| ([.instance_type.specs.gpus // 1, 1] | max) as $gpus
| { period: $fetched[0:10], metric: "price", value: (.instance_type.price_cents_per_hour / 100 / $gpus) },
  { period: $fetched[0:10], metric: "regions", value: (.regions_with_capacity_available | length) }'''
period = { column = "period" }
value = { column = "value" }
where = { metric = "price" }
)TOML"},

    Preset{"nasdaq.csv", R"TOML(
about = "a dataset of Nasdaq Data Link"
[parameters.code]
about = "DATABASE/DATASET"
[parameters.key]
about = "the API key, like { credential = \"nasdaq\" }"
secret = true
[parameters.column]
about = "the column with the value"
default = "Value"
[feed]
source = "https://data.nasdaq.com/api/v3/datasets/{code}.csv"
query = { order = "asc", api_key = "{key}" }
every = "12h"
period = { column = ["Date", "date"] }
value = { column = "{column}" }
)TOML"},

    Preset{"oecd.csv", R"TOML(
about = "a series of the OECD's data explorer; 60 downloads an hour for all feeds together"
[parameters.flow]
about = "AGENCY,FLOW,VERSION"
[parameters.key]
about = "the series in it, with dots between the dimensions"
[parameters.style]
about = "how its periods are written: iso, month, quarter, half, week or year"
[feed]
source = "https://sdmx.oecd.org/public/rest/data/{flow}/{key}?format=csvfilewithlabels"
every = "24h"
period = { column = "TIME_PERIOD", style = "{style}" }
value = { column = "OBS_VALUE", missing = ["", "NaN"] }
)TOML"},

    Preset{"runpod.gpus", R"TOML(
about = "what RunPod asks for a GPU by the hour"
[parameters.gpu]
about = "its id there, like NVIDIA H100 80GB HBM3"
[parameters.key]
about = "the API key, like { credential = \"runpod\" }"
secret = true
[parameters.price]
about = "securePrice, communityPrice, secureSpotPrice or communitySpotPrice"
default = "securePrice"
[feed]
source = "https://api.runpod.io/graphql"
method = "POST"
body = '{"query":"{gpuTypes{id displayName securePrice communityPrice communitySpotPrice secureSpotPrice}}"}'
bearer = "{key}"
every = "12h"
format = "json"
rows = '''
.data.gpuTypes[] | select(.id == "{gpu}")
| { period: $fetched[0:10], value: .["{price}"] }'''
period = { column = "period" }
value = { column = "value" }
)TOML"},

    Preset{"sdmx.csv", R"TOML(
about = "SDMX-CSV 2 of any office, with ACTION; another URL of ecb.csv and its kind"
[parameters.url]
about = "the whole address of the data"
[parameters.style]
about = "how its periods are written: iso, month, quarter, half, week or year"
[parameters.period]
about = "the column with the period"
default = "TIME_PERIOD"
[feed]
source = "{url}"
every = "24h"
period = { column = "{period}", style = "{style}" }
value = { column = "OBS_VALUE", missing = ["", "NaN", ":"] }
withdrawn = { column = "ACTION", is = "D", wildcards = true }
)TOML"},

    Preset{"sec.concept", R"TOML(
about = "one figure of one company, from what it files with the SEC; every vintage"
[parameters.cik]
about = "the company's number at the SEC, like 1045810"
digits = 10
[parameters.tag]
about = "the figure's XBRL tag, like RevenueRemainingPerformanceObligation"
[parameters.taxonomy]
about = "the tag's taxonomy"
default = "us-gaap"
[feed]
source = "https://data.sec.gov/api/xbrl/companyconcept/CIK{cik}/{taxonomy}/{tag}.json"
every = "2h"
format = "edgar"
facts = { concept = "{taxonomy}/{tag}" }
guards = { max_revision = 0.3 }
)TOML"},

    Preset{"sec.facts", R"TOML(
about = "a figure of one company from all it files with the SEC, where its tag has changed over the years; every vintage"
[parameters.cik]
about = "the company's number at the SEC, like 1045810"
digits = 10
[parameters.concept]
about = "the figure's XBRL tags, the preferred one first: [\"Revenues\", \"us-gaap/SalesRevenueNet\"]"
[feed]
source = "https://data.sec.gov/api/xbrl/companyfacts/CIK{cik}.json"
every = "6h"
format = "edgar"
facts = { concept = "{concept}" }
guards = { max_revision = 0.3 }
)TOML"},

    Preset{"stooq.csv", R"TOML(
about = "daily prices of Stooq; since 2026-07-29 a page for browsers answers, so save the file by hand"
[parameters.symbol]
about = "like nvda.us"
[feed]
source = "https://stooq.com/q/d/l/?s={symbol}&i=d"
every = "24h"
period = { column = ["Date", "Data"] }
value = { column = ["Close", "Zamkniecie"] }
frequency = "day"
min_rows = 100
)TOML"},

    Preset{"vast.offers", R"TOML(
about = "the offers for a GPU at vast.ai: median and lowest price of a GPU hour, and how many there are"
[parameters.gpu]
about = "its name there, like H100 SXM"
[parameters.least]
about = "with fewer offers there is no price"
default = "5"
[feed]
source = "https://console.vast.ai/api/v0/bundles/"
query = { q = '{"gpu_name":{"eq":"{gpu}"},"rentable":{"eq":true},"type":"on-demand"}' }
every = "24h"
format = "json"
rows = '''
[.offers[] | select(.gpu_name == "{gpu}" and .num_gpus > 0 and (.is_bid | not)) | .dph_total / .num_gpus] | sort
| length as $n
| if $n < ("{least}" | tonumber) then empty
  else { metric: "median", value: (if $n % 2 == 1 then .[($n - 1) / 2] else (.[$n / 2 - 1] + .[$n / 2]) / 2 end) },
       { metric: "lowest", value: .[0] }
  end, { metric: "offers", value: $n }
| . + { period: $fetched[0:10] }'''
period = { column = "period" }
value = { column = "value" }
where = { metric = "median" }
)TOML"},

    Preset{"worldbank.csv", R"TOML(
about = "an indicator of the World Bank for one country, from the zipped CSV"
[parameters.indicator]
about = "like NY.GDP.MKTP.CD"
[parameters.country]
about = "the country's three letters, like USA"
[feed]
source = "https://api.worldbank.org/v2/country/{country}/indicator/{indicator}?downloadformat=csv"
every = "24h"
member = "API_*.csv"
preamble = 4
layout = "periods"
period = { style = "year" }
where = { "Country Code" = "{country}" }
frequency = "year"
)TOML"},

    Preset{"worldbank.json", R"TOML(
about = "an indicator of the World Bank for one country, by its API"
[parameters.indicator]
about = "like NY.GDP.MKTP.CD"
[parameters.country]
about = "the country's three letters, like USA"
[feed]
source = "https://api.worldbank.org/v2/country/{country}/indicator/{indicator}"
query = { format = "json", per_page = "1000" }
paging = { page = { parameter = "page" }, items = "/1", total = "/0/pages" }
every = "24h"
format = "json"
rows = '.[1][] | { period: .date, value: .value }'
period = { column = "period", style = "year" }
value = { column = "value" }
frequency = "year"
)TOML"},

    Preset{"yahoo.chart", R"TOML(
about = "daily prices of Yahoo's chart API, which is not documented and is often closed to programs"
[parameters.symbol]
about = "like NVDA"
[parameters.range]
about = "how far back"
default = "2y"
[feed]
source = "https://query1.finance.yahoo.com/v8/finance/chart/{symbol}?interval=1d&range={range}"
every = "12h"
format = "json"
rows = '''
.chart.result[0] | (.meta.gmtoffset // 0) as $offset
| [.timestamp, .indicators.quote[0].close] | transpose[]
| select(.[1] != null)
| { period: (.[0] + $offset | todate[0:10]), value: .[1] }'''
period = { column = "period" }
value = { column = "value" }
frequency = "day"
)TOML"},
};

}  // namespace

std::span<const Preset> presets() {
  return kPresets;
}

}  // namespace firstcard::config
