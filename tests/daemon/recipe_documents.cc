#include "recipe_documents.h"

#include <fcntl.h>
#include <zip.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "../feeds/translating.h"
#include "support/scratch.h"

namespace firstcard::test {

namespace {

// A ZIP archive of two files, as the World Bank sends it.
std::string zipped(const std::string& name, const std::string& text) {
  const Scratch scratch;
  const std::string path = (scratch.path() / "a.zip").string();
  int error = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, &error);
  if (!archive) throw std::runtime_error("cannot make a ZIP archive");
  const std::string other = "\"Country Code\",\"Region\"\n";
  for (const auto& [file, body] :
       {std::pair{std::string("Metadata_Country.csv"), &other}, std::pair{name, &text}})
    zip_file_add(archive, file.c_str(), zip_source_buffer(archive, body->data(), body->size(), 0),
                 0);
  if (zip_close(archive) != 0) throw std::runtime_error("cannot write a ZIP archive");
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return read_file(file.fd());
}

std::string fact(std::string_view start, std::string_view end, std::string_view value,
                 std::string_view filed, std::string_view form) {
  std::string out = "{";
  if (!start.empty()) out += "\"start\":\"" + std::string(start) + "\",";
  return out + "\"end\":\"" + std::string(end) + "\",\"val\":" + std::string(value) +
         ",\"accn\":\"a\",\"fy\":2025,\"fp\":\"Q1\",\"form\":\"" + std::string(form) +
         "\",\"filed\":\"" + std::string(filed) + "\"}";
}
std::string company_concept(std::string_view tag, const std::string& facts) {
  return "{\"cik\":1,\"taxonomy\":\"us-gaap\",\"tag\":\"" + std::string(tag) +
         "\",\"entityName\":\"A\",\"units\":{\"USD\":[" + facts + "]}}";
}
std::string units(std::string_view tag, std::string_view unit, const std::string& facts) {
  return "\"" + std::string(tag) + "\":{\"units\":{\"" + std::string(unit) + "\":[" + facts + "]}}";
}

std::vector<RecipeDocument> make() {
  const std::string backlog =
      company_concept("RevenueRemainingPerformanceObligation",
                      fact("", "2026-03-31", "633e9", "2026-04-29", "10-Q") + "," +
                          fact("", "2026-06-30", "684e9", "2026-07-29", "10-K"));
  const std::vector<std::string> offered = {"2026-11-24 2.5", "2026-11-24 8"};
  return {
      {"msft-backlog",
       backlog,
       {"msft.backlog 2026-03-31 633000000000 2026-04-29T23:59:59Z",
        "msft.backlog 2026-06-30 684000000000 2026-07-29T23:59:59Z"}},
      {"nvda-rpo",
       backlog,
       {"nvda.backlog 2026-03-31 633000000000 2026-04-29T23:59:59Z",
        "nvda.backlog 2026-06-30 684000000000 2026-07-29T23:59:59Z"}},
      {"googl-capex",
       company_concept("PaymentsToAcquirePropertyPlantAndEquipment",
                       fact("2026-01-01", "2026-03-31", "35", "2026-04-30", "10-Q") + "," +
                           fact("2026-01-01", "2026-06-30", "80", "2026-07-23", "10-Q")),
       {"googl.capex 2026-03-31 35 2026-04-30T23:59:59Z",
        "googl.capex 2026-06-30 45 2026-07-23T23:59:59Z"}},
      {"googl-revenue",
       "{\"cik\":1652044,\"entityName\":\"A\",\"facts\":{\"us-gaap\":{" +
           units("RevenueFromContractWithCustomerExcludingAssessedTax", "USD",
                 fact("2025-01-01", "2025-03-31", "90", "2025-04-25", "10-Q")) +
           "," +
           units("Revenues", "USD", fact("2025-04-01", "2025-06-30", "96", "2025-07-24", "10-Q")) +
           "}}}",
       {"googl.revenue 2025-03-31 90 2025-04-25T23:59:59Z",
        "googl.revenue 2025-06-30 96 2025-07-24T23:59:59Z"}},
      {"nbis-revenue",
       "{\"cik\":\"0001513845\",\"entityName\":\"A\",\"facts\":{\"us-gaap\":{\"Revenues\":{"
       "\"units\":{\"RUB\":[" +
           fact("2022-01-01", "2022-12-31", "521", "2023-04-20", "20-F") + "],\"USD\":[" +
           fact("2022-01-01", "2022-12-31", "13.5", "2024-04-26", "20-F") + "]}}}}}",
       {"nbis.revenue 2022-12-31 13.5 2024-04-26T23:59:59Z"}},

      {"by-hand",
       "entity,metric,period_end,value,published_on\n"
       "AWS,segment_revenue,2026-06-30,\"42,232\",2026-07-30\n",
       {"aws.segment_revenue 2026-06-30 42232000000 2026-07-30T23:59:59Z"}},
      {"sheet",
       "entity,metric,period_end,value,published_on\r\n"
       "AWS,revenue,2026-06-30,\"$42,232\",2026-07-30\r\n"
       "AWS,revenue,2026-09-30,#N/A,\r\n",
       {"aws.revenue 2026-06-30 42232 2026-07-30T23:59:59Z"}},

      {"dgs10",
       "observation_date,DGS10\n2026-11-20,4.21\n2026-11-21,\n",
       {"us.treasury_10y 2026-11-20 4.21"}},
      {"walcl", "observation_date,WALCL\n2026-11-18,6600000\n", {"fed.assets 2026-11-18 6600000"}},
      {"unrate",
       R"({"units":"lin","count":2,"observations":[
          {"realtime_start":"2026-11-24","date":"2026-09-01","value":"4.4"},
          {"realtime_start":"2026-11-24","date":"2026-10-01","value":"."}]})",
       {"us.unemployment 2026-09-30 4.4"}},
      {"gdp",
       R"({"output_type":1,"count":2,"observations":[
          {"realtime_start":"2026-07-30","realtime_end":"2026-08-26","date":"2026-04-01","value":"31000.1"},
          {"realtime_start":"2026-08-27","realtime_end":"9999-12-31","date":"2026-04-01","value":"31020.2"}]})",
       {"us.gdp 2026-06-30 31000.1 2026-07-30T23:59:59Z",
        "us.gdp 2026-06-30 31020.2 2026-08-27T23:59:59Z"}},
      {"unrate-releases",
       ",obs_start_dt,release_dt,value\r\n0,2026-09-01,2026-10-02,4.4\r\n",
       {"us.unemployment_nsa 2026-09-30 4.4 2026-10-02T23:59:59Z"}},

      {"openai-arr",
       "Id,Company,Date,Annualized revenue (USD),Annualized revenue type,Scope,Notes,Report date\n"
       "a,OpenAI,2024-12-31,5.5e9,Annualized run rate,,\"two\nlines\",2025-06-09\n"
       "b,OpenAI,2024-12-31,3.7e9,Yearly revenue,,,2025-06-09\n"
       "c,Anthropic,2024-12-31,1e9,Annual recurring revenue (ARR),,,2025-01-22\n"
       "d,OpenAI,,,,,,\n",
       {"openai.arr 2024-12-31 5500000000 2025-06-09T23:59:59Z"}},
      {"zai-arr",
       "Id,Company,Date,Annualized revenue (USD),Annualized revenue type,Report date\n"
       "a,Z.ai (Zhipu),2025-12-31,1e8,Annual recurring revenue (ARR),2026-02-01\n",
       {"zai.arr 2025-12-31 100000000 2026-02-01T23:59:59Z"}},
      {"openai-arr-2026-01",
       "Id,Company,Date,Annualized revenue (USD),Type,Report date\n"
       "a,OpenAI,2024-12-31,5500000000.0,Annual recurring revenue,2025-06-09\n",
       {"openai.arr 2024-12-31 5500000000 2025-06-09T23:59:59Z"}},

      {"vast-h100",
       R"({"offers":[
          {"gpu_name":"H100 SXM","num_gpus":8,"dph_total":16.0,"is_bid":false},
          {"gpu_name":"H100 SXM","num_gpus":1,"dph_total":2.1,"is_bid":false},
          {"gpu_name":"H100 SXM","num_gpus":2,"dph_total":4.4,"is_bid":false},
          {"gpu_name":"H100 SXM","num_gpus":1,"dph_total":2.4,"is_bid":false},
          {"gpu_name":"H100 SXM","num_gpus":1,"dph_total":2.6,"is_bid":false},
          {"gpu_name":"H100 SXM","num_gpus":1,"dph_total":2.8,"is_bid":false},
          {"gpu_name":"H100 SXM","num_gpus":1,"dph_total":3.0,"is_bid":false},
          {"gpu_name":"H100 SXM","num_gpus":1,"dph_total":9.0,"is_bid":false},
          {"gpu_name":"H100 SXM","num_gpus":1,"dph_total":0.5,"is_bid":true},
          {"gpu_name":"A100","num_gpus":1,"dph_total":0.7,"is_bid":false}]})",
       {"vast.h100.median " + offered[0], "vast.h100.offers " + offered[1]}},
      {"runpod-h100",
       R"({"data":{"gpuTypes":[
          {"id":"NVIDIA H100 80GB HBM3","displayName":"H100 SXM","securePrice":2.99,"communityPrice":null},
          {"id":"NVIDIA A100","securePrice":1.2}]}})",
       {"runpod.h100 2026-11-24 2.99"}},
      {"lambda-h100",
       R"({"data":{"gpu_8x_h100_sxm5":{"instance_type":{"name":"gpu_8x_h100_sxm5",
          "price_cents_per_hour":2392,"specs":{"gpus":8}},"regions_with_capacity_available":[]}}})",
       {"lambda.h100.price 2026-11-24 2.99", "lambda.h100.regions 2026-11-24 0"}},
      {"azure-h100",
       R"({"BillingCurrency":"USD","Items":[
          {"retailPrice":98.32,"armRegionName":"eastus","effectiveStartDate":"2023-08-01T00:00:00Z",
           "meterName":"ND96isr H100 v5","productName":"Virtual Machines NDsr H100 v5 Series",
           "type":"Consumption","armSkuName":"Standard_ND96isr_H100_v5"},
          {"retailPrice":102.1,"armRegionName":"eastus","effectiveStartDate":"2023-08-01T00:00:00Z",
           "meterName":"ND96isr H100 v5","productName":"Virtual Machines NDsr H100 v5 Series Windows",
           "type":"Consumption","armSkuName":"Standard_ND96isr_H100_v5"}],
          "NextPageLink":"https://prices.azure.com:443/api/retail/prices?$skip=100","Count":2}
          {"BillingCurrency":"USD","Items":[
          {"retailPrice":40.0,"armRegionName":"eastus","effectiveStartDate":"2023-08-01T00:00:00Z",
           "meterName":"ND96isr H100 v5 Spot","productName":"Virtual Machines NDsr H100 v5 Series",
           "type":"Consumption","armSkuName":"Standard_ND96isr_H100_v5"}],"NextPageLink":null,"Count":1})",
       {"azure.h100 2026-11-24 12.29"}},
      {"aws-spot",
       R"({"SpotPriceHistory":[
          {"Timestamp":"2026-11-23T07:10:55.000Z","ProductDescription":"Linux/UNIX",
           "InstanceType":"p5.48xlarge","SpotPrice":"24.000000","AvailabilityZone":"us-east-1b"},
          {"Timestamp":"2026-11-23T05:10:55.000Z","ProductDescription":"SUSE Linux",
           "InstanceType":"p5.48xlarge","SpotPrice":"25.000000","AvailabilityZone":"us-east-1b"},
          {"Timestamp":"2026-11-23T04:32:53.000Z","ProductDescription":"Linux/UNIX",
           "InstanceType":"p5.48xlarge","SpotPrice":"20.000000","AvailabilityZone":"us-east-1b"}]})",
       {"aws.spot.us_east_1b 2026-11-23 3 2026-11-23T07:10:55Z",
        "aws.spot.us_east_1b 2026-11-23 2.5 2026-11-23T04:32:53Z"}},
      {"aws-p5",
       R"J({"manifest":{"hawkFilePublicationDate":"2026-09-10T19:55:14Z","currencyCode":"USD"},
          "regions":{"US East (N. Virginia)":{
          "p5 48xlarge Linux per hour":{"price":"55.0400000000","Instance Type":"p5.48xlarge"},
          "m5 large Linux per hour":{"price":"0.0960000000","Instance Type":"m5.large"}}}})J",
       {"aws.p5 2026-09-10 6.88 2026-09-10T19:55:14Z"}},
      {"gcp-h100",
       R"({"skus":[{"skuId":"0000-1111-2222","pricingInfo":[{"effectiveTime":"2026-11-20T10:00:00.5Z",
          "pricingExpression":{"tieredRates":[{"startUsageAmount":0,
          "unitPrice":{"currencyCode":"USD","units":"3","nanos":250000000}}]}}]}],"nextPageToken":""})",
       {"gcp.h100 2026-11-20 3.25 2026-11-20T10:00:00Z"}},
      {"oci-h100",
       R"({"items":[{"partNumber":"B98415","currencyCodeLocalizations":[
          {"currencyCode":"EUR","prices":[{"model":"PAY_AS_YOU_GO","value":9}]},
          {"currencyCode":"USD","prices":[{"model":"PAY_AS_YOU_GO","value":10}]}]}]})",
       {"oci.h100 2026-11-24 10"}},
      {"gix-h100",
       "index_code,index_date,revision,status,value,published_at,superseded_at\n"
       "GIX-H100,2026-08-27,0,published,3.0889,2026-08-27T20:53:50.445409Z,2026-08-27T20:54:06Z\n"
       "GIX-A100,2026-08-27,0,published,1.68,2026-08-27T20:53:50.445409Z,\n"
       "GIX-H100,2026-08-27,1,withheld,,2026-08-27T20:54:06.185722Z,\n",
       {"gix.h100 2026-08-27 3.0889 2026-08-27T20:53:50Z",
        "gix.h100 2026-08-27 withdrawn 2026-08-27T20:54:06Z"}},
      {"price-list",
       "accelerator,region,usd_per_hour\nH100 SXM,us-east,$2.49\nH100 SXM,eu-west,$2.69\n",
       {"list.h100_sxm 2026-11-24 2.49"}},
      {"comparison",
       "as_of,gpu_type,aws_on_demand\n"
       "LAST REFRESHED: 2026-06-15,see below,\n"
       "COLUMN GUIDE,the card,AWS on demand\n"
       "2026-06-15,H100,$12.29 (US)\n"
       "2026-06-15,B300,—\n",
       {"aws.h100 2026-06-15 12.29"}},
      {"tracker",
       R"({"gpu_name":"H100","prices":{"2025-06-05T11:00:00":25749.95,"2025-06-06T02:00:00":25249.95}})",
       {"h100.card 2025-06-05 25749.95", "h100.card 2025-06-06 25249.95"}},

      {"vix",
       "DATE,OPEN,HIGH,LOW,CLOSE\n01/02/1990,17.24,17.24,17.24,17.24\n"
       "01/03/1990,18.19,18.19,18.19,18.19\n",
       {"us.vix 1990-01-02 17.24", "us.vix 1990-01-03 18.19"}},
      {"nvda-alpha",
       "timestamp,open,high,low,close,volume\r\n2026-11-20,180,185,179,184.5,1000\r\n",
       {"nvda.price 2026-11-20 184.5"}},
      {"nasdaq-data",
       "Date,USD (AM),USD (PM)\n2026-11-19,4000.5,4010.25\n2026-11-20,4020,\n",
       {"gold.price 2026-11-19 4010.25"}},
      {"nasdaq-table",
       R"({"datatable":{"data":[["2026-11-20","SPY",670.1],["2026-11-19","SPY",668.2]],
          "columns":[{"name":"date"},{"name":"ticker"},{"name":"nav"}]},"meta":{"next_cursor_id":null}})",
       {"spy.nav 2026-11-20 670.1", "spy.nav 2026-11-19 668.2"}},
      {"nvda-yahoo",
       R"({"chart":{"result":[{"meta":{"gmtoffset":-18000},"timestamp":[1767364200,1767623400],
          "indicators":{"quote":[{"close":[190.5,null]}]}}],"error":null}})",
       {"nvda.close 2026-01-02 190.5"}},
      {"nvda-stooq",
       "Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\r\n"
       "2026-11-19,1,1,1,180.25,70416405.361298\r\n2026-11-20,1,1,1,184.5,1\r\n",
       {"nvda.stooq 2026-11-19 180.25", "nvda.stooq 2026-11-20 184.5"}},

      {"eurusd",
       "KEY,FREQ,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
       "EXR.D.USD.EUR.SP00.A,D,2026-11-20,1.16,A\nEXR.D.USD.EUR.SP00.A,D,2026-11-21,NaN,H\n",
       {"ecb.eurusd 2026-11-20 1.16"}},
      {"eurusd-history",
       "KEY,TIME_PERIOD,OBS_VALUE,ACTION,VALID_FROM,VALID_TO\n"
       "K,2024-01-02,1.0956,Replace,2024-01-02T15:57:01.000+01:00,2024-07-02T10:00:00.000+02:00\n"
       "K,2024-01-02,,Delete,2024-07-02T10:00:00.000+02:00,\n",
       {"ecb.eurusd_history 2024-01-02 1.0956 2024-01-02T14:57:01Z",
        "ecb.eurusd_history 2024-01-02 withdrawn 2024-07-02T08:00:00Z"}},
      {"hicp", "KEY,TIME_PERIOD,OBS_VALUE\nK,2026-10,2.1\n", {"ecb.inflation 2026-10-31 2.1"}},
      {"oecd-cli",
       "STRUCTURE,REF_AREA,Reference area,TIME_PERIOD,Time period,OBS_VALUE\n"
       "DATAFLOW,USA,United States,2026-09,,100.4\n",
       {"oecd.cli_us 2026-09-30 100.4"}},
      {"sdmx",
       "STRUCTURE,STRUCTURE_ID,ACTION,DIM_1,DIM_2,DIM_3,OBS_VALUE\n"
       "dataflow,X:NA_MAIN(1.6.0),I,A,B,2014-01,12.4\n"
       "dataflow,X:NA_MAIN(1.6.0),D,A,B,2014-02,\n",
       {"na.a.b 2014-01-31 12.4", "na.a.b 2014-02-28 withdrawn"}},
      {"sdmx-localised",
       "STRUCTURE[|];ACTION;DIM_1: Dimension 1;DIM_2: Dimension 2;DIM_3: Dimension 3;OBS_VALUE: "
       "Observation value\ndataflow;I;A: Value A;B: Value B;2014-01: 2014-01;12,4\n",
       {"na.a.b 2014-01-31 12.4"}},
      {"bis-credit-gap",
       "FREQ:Frequency,TIME_PERIOD:Time period or range,OBS_VALUE:Observation Value\n"
       "Q: Quarterly,2026-Q1,-11.5\nQ: Quarterly,2026-Q2,NaN\n",
       {"bis.credit_gap_us 2026-03-31 -11.5"}},
      {"eurostat-gdp",
       "DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
       "ESTAT:NAMQ_10_GDP(1.0),14/11/26 11:00:00,Q,EA20,2026-Q3,0.2,p\n",
       {"eurostat.gdp_growth 2026-09-30 0.2"}},
      {"wb-gdp",
       R"([{"page":1,"pages":1,"per_page":1000,"total":2},
          [{"countryiso3code":"USA","date":"2025","value":null},
           {"countryiso3code":"USA","date":"2024","value":28750956130731.2}]])",
       {"us.gdp_wb 2024-12-31 28750956130731.199219"}},
      {"wb-gdp-csv",
       zipped("API_NY.GDP.MKTP.CD_DS2_en_csv_v2_1.csv",
              "\xEF\xBB\xBF\"Data Source\",\"World Development Indicators\",\r\n\r\n"
              "\"Last Updated Date\",\"2026-10-30\",\r\n\r\n"
              "\"Country Name\",\"Country Code\",\"Indicator Name\",\"2023\",\"2024\",\r\n"
              "\"Aruba\",\"ABW\",\"GDP\",\"1\",\"2\",\r\n"
              "\"United States\",\"USA\",\"GDP\",\"27\",\"\",\r\n"),
       {"us.gdp_wb_csv 2023-12-31 27"}},
      {"bundesbank",
       "\"\";BBK01.X;BBK01.X_FLAGS\n\"\";Rate;\nUnit;percent;\nlast update;2026-11-01 10:00;\n"
       "comment;monthly;\n2026-08;2,25;\n2026-09;.;no value\n",
       {"de.rate 2026-08-31 2.25"}},
      {"snb",
       "\"CubeId\";\"rendoblid\"\r\n\"PublishingDate\";\"2026-11-20 10:00\"\r\n\r\n"
       "\"Date\";\"D0\";\"Value\"\r\n\"2026-11-19\";\"10J\";\"0.35\"\r\n"
       "\"2026-11-19\";\"2J\";\"0.1\"\r\n",
       {"ch.bond_10y 2026-11-19 0.35"}},
      {"taiex",
       R"([{"Date":"1151120","TAIEX":"28,123.45"},{"Date":"1151121","TAIEX":"--"}])",
       {"tw.taiex 2026-11-20 28123.45"}},
      {"hugging-face",
       gzipped("date,gpu,price\n2026-11-20,H100,2.2\n"),
       {"hf.h100 2026-11-20 2.2"}},
  };
}

}  // namespace

const std::vector<RecipeDocument>& recipe_documents() {
  static const std::vector<RecipeDocument> all = make();
  return all;
}

const RecipeDocument* recipe_document(std::string_view feed) {
  const auto& all = recipe_documents();
  const auto found = std::ranges::find(all, feed, &RecipeDocument::feed);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace firstcard::test
