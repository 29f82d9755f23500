#pragma once
// A document of data.sec.gov (companyconcept or companyfacts) -> a table in CSV text, which the
// ordinary mapping reads.
//
// The header: period,value,known,kind,basis,concept,unit,form,accn,start,cik,entity
//   period, start  first and last day; start is empty of an instant
//   known          the day of the filing
//   kind           new, revision, rounding, retagged, mixed (no value), bad (a fact that is none:
//                  its text stands as the value, so that the reader reports it)
//   basis          reported, or derived from two year-to-date figures
//   concept        us-gaap/Revenues
//   cik            ten digits
#include <expected>
#include <string>
#include <string_view>

#include "edgar_facts.h"
#include "read.h"

namespace firstcard {

// Refuses what is neither of the two, and a document that lacks the concepts, the unit or any fact
// of the forms and the duration; the reason lists what it has.
std::expected<std::string, Rejection> edgar_rows(std::string_view document,
                                                 const EdgarMapping& mapping);

// The columns of the table.
std::vector<std::string> edgar_columns();

}  // namespace firstcard
