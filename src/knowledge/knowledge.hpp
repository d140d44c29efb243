// The help centre's articles, all of the module's interface.
#pragma once
#include "knowledge/article_folder.hpp"
#include "knowledge/articles.hpp"
#include "knowledge/feedback.hpp"
#include "knowledge/library.hpp"
#include "knowledge/model.hpp"
#include "knowledge/search_report.hpp"
