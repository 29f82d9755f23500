#include "feeds/late_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace firstcard {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(LateLibrary, FunctionsOfItAreFound) {
  LateLibrary library("libm.so.6", "libc6");
  EXPECT_DOUBLE_EQ(library.function<double (*)(double)>("cbrt")(27.0), 3.0);
}

TEST(LateLibrary, OneThatIsNotThereNamesItsPackage) {
  EXPECT_THAT([] { LateLibrary("libnowhere.so.7", "libnowhere7"); },
              ThrowsMessage<std::runtime_error>(
                  AllOf(HasSubstr("libnowhere.so.7 cannot be loaded"),
                        HasSubstr("install the package libnowhere7"))));
}

TEST(LateLibrary, AFunctionThatItLacksIsNamed) {
  LateLibrary library("libm.so.6", "libc6");
  EXPECT_THAT([&] { library.function<void (*)()>("no_such_function"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no function no_such_function")));
}

}  // namespace
}  // namespace firstcard
