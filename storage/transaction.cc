#include <sqlite3.h>

#include <stdexcept>

#include "database_impl.h"
#include "hooks/crash_point.h"
#include "storage/database.h"

namespace firstcard {

Transaction::Transaction(Database& db) : db_(db) {
  db_.cached("BEGIN IMMEDIATE").run();
}

Transaction::~Transaction() {
  if (!open_) return;
  ++db_.impl_->rollbacks;
  // A full disk or an I/O error has ended the transaction already.
  if (sqlite3_get_autocommit(db_.handle()) == 0)
    sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  if (!open_) throw std::logic_error("a transaction is committed once");
  crash_point("before-commit");
  db_.cached("COMMIT").run();
  open_ = false;
  crash_point("after-commit");
}

void Transaction::mark() {
  if (marked_) db_.cached("RELEASE mark").run();
  db_.cached("SAVEPOINT mark").run();
  marked_ = true;
}

void Transaction::undo_to_mark() {
  if (!marked_) throw std::logic_error("a transaction without a mark cannot go back to it");
  ++db_.impl_->rollbacks;
  db_.cached("ROLLBACK TO mark").run();
}

}  // namespace firstcard
