# r/ibtr.R over the program.  Rscript ibtr_test.R IBTR SOURCES
arguments <- commandArgs(TRUE)
Sys.setenv(IBTR = arguments[1])
source(file.path(arguments[2], "r", "ibtr.R"))

# Two states with a constant hazard of 0.1 a year, halved by "new".
model <- list(
    schema = 1L, name = "two", title = "Two states", horizon_years = 10, grid_per_year = 12L, landmarks_years = c(5, 10),
    patients = 10000L, seed = 1L, start_state = "alive", reference_strategy = "standard",
    parameters = list(h = list(value = 0.1, unit = "per_year", source = "assumption")),
    states = list(list(name = "alive"), list(name = "dead", absorbing = TRUE)),
    strategies = list(list(name = "standard"), list(name = "new", label = 'said "new"')),
    transitions = list(list(name = "death", from = "alive", to = "dead", clock = "time",
                            hazard = list(family = "exponential", rate_per_year = "h"),
                            hazard_ratios = list(list(strategy = "new", value = 0.5, source = "assumption")))),
    endpoints = list(death_other = I("death")))

# A list is solved to its closed form; the exact solver states 1e-8.
exact <- ibtr_exact(model)
os <- exact$curves[exact$curves$endpoint == "os" & exact$curves$time_years == 10, ]
stopifnot(identical(os$strategy, c("standard", "new")), all(abs(os$estimate - exp(c(-1, -0.5))) < 1e-7))

# Options reach the program.
run <- ibtr_run(model, patients = 2000, seed = 9, no_exact = TRUE, set = c("horizon_years=6.0", "landmarks_years=[5]"))
stopifnot(max(run$curves$time_years) == 6, all(run$contrasts$time_years == 5),
          any(grepl('"seed": 9,', readLines(file.path(run$folder, "manifest.json")), fixed = TRUE)))

# What the program says is the error, with its exit code.
failed <- tryCatch(ibtr_exact(c(model, horizon_year = 3)), ibtr_error = function(e) e)
stopifnot(inherits(failed, "ibtr_error"), failed$code == 2, grepl("horizon_year", conditionMessage(failed)))
stopifnot(inherits(try(exact$psa_effects, silent = TRUE), "try-error"))

# Draws: a row each, as BCEA and dampack want them.
draws <- ibtr_psa(file.path(arguments[2], "configs", "economics.toml"), draws = 12, patients = 500)
stopifnot(is.matrix(draws$effects), identical(dim(draws$effects), dim(draws$costs)), nrow(draws$costs) == 12,
          identical(ibtr_dampack(draws)$strategies, colnames(draws$effects)))

studies <- read.csv(file.path(arguments[2], "configs", "evidence", "two_arm_studies.csv"))
stopifnot(ibtr_meta(studies[studies$endpoint == "second_LR", ])$meta$est > 0)

# The curve of a psa has no number at risk: it counts women of a hundred.
risk <- ibtr_survfit(draws)
stopifnot(!anyNA(risk$n), !anyNA(risk$n.risk), !anyNA(risk$n.event), all(risk$n == 100),
          all(abs(risk$n.risk - 100 * risk$surv) < 1e-9), any(!is.na(risk$lower)))

# What does not begin at 1 is no survival, and is not made to look like one.
for (endpoint in c("cif_death_other", "rmst")) {
    failed <- tryCatch(ibtr_survfit(exact, endpoint), error = conditionMessage)
    stopifnot(is.character(failed), grepl(endpoint, failed, fixed = TRUE), grepl("curves", failed, fixed = TRUE))
}

# Package survival takes the curves as its own: the survival at five years, the median of the standard arm, ln 2 / 0.1 to a
# month, everybody at risk at the start, and 1 - S of them with an event at the end.
if (requireNamespace("survival", quietly = TRUE)) {
    library(survival)
    fit <- ibtr_survfit(exact)
    at <- summary(fit, times = c(0, 5))
    size <- fit$n[1]
    stopifnot(all(abs(at$surv - exp(c(0, -0.5, 0, -0.25))) < 1e-7),
              all(abs(at$n.risk / size - exp(c(0, -0.5, 0, -0.25))) < 1e-7),
              all(abs(tapply(fit$n.event, rep(1:2, fit$strata), sum) / size - (1 - exp(c(-1, -0.5)))) < 1e-7),
              abs(quantile(fit, 0.5)$quantile["standard", 1] - log(2) / 0.1) < 1 / 12)
    pdf(NULL)
    for (each in list(fit, risk)) {
        invisible(capture.output(print(each), print(summary(each, times = c(0, 5)))))
        plot(each)
    }
    invisible(dev.off())
}
cat("r/ibtr.R: all hold\n")
