// Figures of folders written here: what is drawn is what the files hold.

#include <gmock/gmock.h>

#include "base/scratch_folder.hpp"
#include "figure/figure.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Kinds : public ibtr::test::ScratchFolderTest {
protected:
    void write(const std::string& name, const std::string& text) const {
        RunFolder(scratch_, "x", ExistingFiles::replace).write(name, text);
    }
    /// Two strategies over two years: one in which nobody dies, one in which half do in each year.
    void write_curves(bool at_risk = true) const {
        std::string csv =
            "strategy,group,population,endpoint,time_years,estimate,mc_se,ci_low,ci_high,cri_low,cri_high,at_risk\n";
        for (const auto& [years, half] : {std::pair{0, 1.0}, std::pair{1, 0.5}, std::pair{2, 0.25}}) {
            csv += "a,all,standardised,os," + std::to_string(years) + ",1,0,1,1,,," + (at_risk ? "8000" : "") + "\n";
            csv += "b,all,standardised,os," + std::to_string(years) + "," + std::to_string(half) + ",0,,,,," +
                   (at_risk ? std::to_string(8000 * half) : "") + "\n";
        }
        // Curves of a strategy stand together in the file.
        std::string sorted = csv.substr(0, csv.find('\n') + 1);
        for (const char* strategy : {"\na,", "\nb,"})
            for (std::size_t at = csv.find(strategy); at != std::string::npos; at = csv.find(strategy, at + 1))
                sorted += csv.substr(at + 1, csv.find('\n', at + 1) - at);
        write("curves.csv", sorted);
    }
    [[nodiscard]] Figure make(const Request& request, const Names& names = {}) const {
        return make_figure(RunFiles(scratch_), request, names, {"run", "c0ffee", "d1", "cpp", "0.1", 7, 8000, 0});
    }
    static std::vector<std::string> texts_of(const Figure& figure) {
        std::vector<std::string> texts;
        for (const Item& item : figure.page.items())
            if (const auto* text = std::get_if<TextItem>(&item)) texts.push_back(text->text);
        return texts;
    }
};

TEST_F(Kinds, AtRiskAndEventsAddUpBelowASurvivalCurve) {
    write_curves();
    const std::vector<std::string> texts = texts_of(make({"survival"}));
    EXPECT_THAT(texts, testing::IsSupersetOf({"8,000", "4,000", "2,000", "6,000", "At risk", "Events"}));
}

// The title of the vertical axis takes as many lines as the height of the frame leaves it, each with its whole height
// (half of the writing's size on either side of where it is put) to the right of the page's edge and left of the next.
TEST_F(Kinds, NoLineOfAnAxisTitleIsCutOff) {
    write_curves(false);
    Names names;
    names.call(Names::Of::endpoint, "os", "freedom from distant metastasis, other deaths taken as censored");
    for (const double width_mm : {60.0, 85.0, 110.0, 170.0}) {
        Request request{"survival"};
        request.look = {width_mm, 8};
        const Figure figure = make(request, names);
        std::vector<double> places;
        for (const Item& item : figure.page.items())
            if (const auto* text = std::get_if<TextItem>(&item); text != nullptr && text->style.upwards)
                places.push_back(text->at.x);
        ASSERT_GE(places.size(), width_mm < 100 ? 2U : 1U) << width_mm;
        double free_from = 0;
        for (const double place : places) {
            EXPECT_GE(place - 4, free_from) << width_mm;
            free_from = place + 4;
        }
    }
}

TEST_F(Kinds, ACaptionNamesSizeBothIntervalsAndTheConfig) {
    write_curves();
    const std::string caption = make({"survival"}).caption;
    for (const char* part : {"8,000 simulated patients", "95 % interval of the simulation",
                             "95 % interval of the parameters", "Config c0ffee, seed 7"})
        EXPECT_THAT(caption, HasSubstr(part));
}

// A panel for each endpoint, lettered in the order asked for, one key, no numbers at risk, and the data of all. The
// second endpoint is the mirror image of the first one: the share with the event.
TEST_F(Kinds, SeveralEndpointsAreLetteredPanels) {
    write_curves();
    const std::string survival = RunFiles(scratch_).text("curves.csv");
    std::string both = survival;
    for (const char* row : {"a,all,standardised,cif,0,0,0,,,,,\n", "a,all,standardised,cif,2,0,0,,,,,\n",
                            "b,all,standardised,cif,0,0,0,,,,,\n", "b,all,standardised,cif,2,0.75,0,,,,,\n"})
        both += row;
    write("curves.csv", both);
    const Figure figure = make({"survival", {"os", "cif"}});
    const std::vector<std::string> texts = texts_of(figure);
    EXPECT_THAT(texts, testing::IsSupersetOf({"A. Os", "B. Cif"}));
    EXPECT_EQ(std::count(texts.begin(), texts.end(), "Per 100 patients"), 2);
    EXPECT_EQ(std::count(texts.begin(), texts.end(), "b"), 1);
    EXPECT_THAT(texts, Not(testing::Contains("At risk")));
    EXPECT_THAT(figure.caption,
                HasSubstr("Os and cif by strategy: A, share free of the event; B, share with the event; "
                          "of all patients"));
    EXPECT_THAT(figure.data, HasSubstr("b,os,1,0.5"));
    EXPECT_THAT(figure.data, HasSubstr("b,cif,2,0.75"));
    EXPECT_THROW((void)make({"survival", {"os", "cfi"}}), UsageError);
    EXPECT_THROW((void)make({"hazards", {"os", "cif"}}), UsageError);
}

// A restricted mean is in years: drawn as a share, all of it that is above 1 would be cut off.
TEST_F(Kinds, YearsAreNoShare) {
    write("curves.csv",
          "strategy,group,population,endpoint,time_years,estimate,mc_se,ci_low,ci_high,cri_low,cri_high,at_risk\n"
          "a,all,standardised,rmst,0,0,0,,,,,\na,all,standardised,rmst,5,4.5,0,,,,,\n");
    EXPECT_THROW((void)make({"survival", {"rmst"}}), UsageError);
}

TEST_F(Kinds, TheDataAreThoseOfTheFile) {
    write_curves();
    EXPECT_THAT(make({"survival"}).data, HasSubstr("b,os,1,0.5,,,,,4000\n"));
    Request one{"survival"};
    one.strategies = {"a"};
    EXPECT_THAT(make(one).data, Not(HasSubstr("\nb,")));
}

// S falls from 1 to 1/2 to 1/4: the hazard is log 2 a year throughout, 69.3 events per 100 person-years.
TEST_F(Kinds, HazardsAreThoseOfTheCurve) {
    write_curves();
    const CsvTable table = parse_csv(make({"hazards"}).data, "hazards.csv");
    const std::size_t strategy = table.find_column("strategy").value(),
                      rate = table.find_column("events_per_100_person_years").value();
    std::size_t rows = 0;
    for (const CsvRow& row : table.rows) {
        if (row.fields[strategy] != "b") continue;
        EXPECT_NEAR(parse_number(row.fields[rate]).value(), 69.3147180559945, 1e-9);
        ++rows;
    }
    EXPECT_EQ(rows, 2U);
}

TEST_F(Kinds, WhatAFolderLacksIsNamedWithItsMaker) {
    write_curves();
    const auto message = [&](const Request& request) -> std::string {
        try {
            (void)make(request);
        } catch (const UsageError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message({"ceac"}), HasSubstr("`ibtr psa` of a config with costs and utilities"));
    EXPECT_THAT(message({"tornado"}), HasSubstr("one_way.csv"));
    EXPECT_THAT(message({"surviva"}), HasSubstr("nearest: 'survival'"));
    EXPECT_THAT(message({"survival", {"so"}}), HasSubstr("'os'"));
    Request group{"survival"};
    group.group = "age=old";
    EXPECT_THAT(message(group), HasSubstr("--group age=old"));
}

TEST_F(Kinds, LabelsStandForNames) {
    write_curves();
    Names names;
    names.call(Names::Of::strategy, "a", "of the config");
    EXPECT_THAT(texts_of(make({"survival"}, names)), testing::Contains("of the config"));
    names.call(Names::Of::any, "a", "of the file");
    EXPECT_THAT(texts_of(make({"survival"}, names)), testing::Contains("of the file"));
}

// Parameters that move nothing have no row; each of the others is drawn with its range.
TEST_F(Kinds, ATornadoLeavesOutWhatMovesNothing) {
    write("one_way.csv",
          "strategy,comparator,population,endpoint,time_years,measure,parameter,unit,low_value,base_value,high_value,"
          "moves_alone,at_low,at_base,at_high,swing,smallest,largest\n"
          "a,b,standardised,os,5,rd,h_local,per_year,0.01,0.02,0.03,yes,0.1,0.2,0.3,0.2,0.1,0.3\n"
          "a,b,standardised,os,5,rd,idle,none,1,2,3,yes,0.2,0.2,0.2,0,0.2,0.2\n");
    const Figure figure = make({"tornado"});
    const std::vector<std::string> texts = texts_of(figure);
    EXPECT_THAT(texts, testing::IsSupersetOf({"H local", "0.0100", "0.0300"}));
    EXPECT_THAT(texts, Not(testing::Contains("Idle")));
    EXPECT_THAT(figure.caption, HasSubstr("1 of 2 parameters"));
}

TEST_F(Kinds, TheFrontierIsNamedInTheKey) {
    write(
        "ceac.csv",
        "population,willingness_to_pay,strategy,net_benefit,probability_best,probability_best_uncorrected,on_frontier\n"
        "standardised,0,a,1,0.6,0.6,yes\nstandardised,0,b,0,0.4,0.4,no\n"
        "standardised,50000,a,1,0.3,0.3,no\nstandardised,50000,b,2,0.7,0.7,yes\n");
    const std::vector<std::string> texts = texts_of(make({"ceac"}));
    EXPECT_THAT(texts, testing::IsSupersetOf({"Frontier: best on average", "50,000", "a", "b"}));
}

}  // namespace
}  // namespace ibtr::figure::test
