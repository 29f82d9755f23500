#pragma once
// libcurl's handles with owners, and what HTTP and SMTP transfers have in common. Inside net/ only:
// no public header shows a type of libcurl.
#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "transfer.h"

namespace firstcard {

// libcurl's global state; it counts its users.
class CurlLibrary {
 public:
  CurlLibrary();
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;
};

struct MultiCleanup {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using MultiHandle = std::unique_ptr<CURLM, MultiCleanup>;
MultiHandle make_multi();

// A list of texts for an option, which libcurl does not copy: it outlives the transfer.
class TextList {
 public:
  void add(const std::string& text);
  curl_slist* get() const { return list_.get(); }

 private:
  struct Cleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  std::unique_ptr<curl_slist, Cleanup> list_;
};

// An easy handle with the limits and the settings that every transfer of this program has. Its
// options throw std::runtime_error if libcurl refuses one. Used by one thread at a time.
class Easy {
 public:
  explicit Easy(const Limits& limits);
  Easy(const Easy&) = delete;
  Easy& operator=(const Easy&) = delete;

  CURL* get() const { return easy_.get(); }

  void set(CURLoption option, long value) { check(curl_easy_setopt(get(), option, value)); }
  void set(CURLoption option, const char* text) { check(curl_easy_setopt(get(), option, text)); }
  void set(CURLoption option, const std::string& text) { set(option, text.c_str()); }
  void set(CURLoption option, const TextList& list) {
    check(curl_easy_setopt(get(), option, list.get()));
  }
  void set_pointer(CURLoption option, void* p) { check(curl_easy_setopt(get(), option, p)); }
  template <class Function>
  void set_function(CURLoption option, Function* f) {
    check(curl_easy_setopt(get(), option, f));
  }
  // Trusts only the certificates in the file; empty: those of the system.
  void set_ca_file(const std::string& path);
  // Empty: nothing is shown. PEM; without a key file the key stands in the certificate's.
  void set_client(const std::string& cert, const std::string& key, const Secret& password);
  // Empty url: no proxy, whatever the environment says.
  void set_proxy(const Proxy& proxy);
  // Of one run of the handle: a transfer with redirects has several.
  void set_total(std::chrono::milliseconds total);

  long number(CURLINFO info) const;
  std::chrono::microseconds duration(CURLINFO info) const;
  std::string text(CURLINFO info) const;  // "" if there is none

  // How the run ended, and why in words. The words never hold a URL.
  TransferError error(CURLcode code) const;
  std::string reason(CURLcode code) const;

 private:
  struct Cleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  static void check(CURLcode code);

  std::array<char, CURL_ERROR_SIZE> words_{};
  std::unique_ptr<CURL, Cleanup> easy_;
};

}  // namespace firstcard
