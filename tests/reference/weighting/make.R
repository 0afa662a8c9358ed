# Reference weights and standard errors from R survey 4.1 on its own api data.
# Run in this folder: Rscript make.R. It writes apiclus1.csv, apistrat.csv (the input, a few columns of R's data),
# weights_clus1.csv, weights_strat.csv (a column a method) and estimates.csv.
suppressMessages(library(survey))
options(digits = 17, survey.lonely.psu = "fail")
data(api)
tight <- list(maxit = 2000, epsilon = 1e-13)

keep <- c("snum", "dnum", "stype", "sch.wide", "awards", "comp.imp", "api99", "api00", "pw", "fpc")
write_exact <- function(frame, file) write.csv(format(frame, digits = 17, trim = TRUE), file, row.names = FALSE, quote = FALSE)
write_exact(apiclus1[, keep], "apiclus1.csv")
write_exact(apistrat[, keep], "apistrat.csv")

clus1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)

pop_stype <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
pop_wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
pop_awards <- as.data.frame(xtabs(~awards, apipop))
pop_joint <- as.data.frame(xtabs(~stype + awards, apipop))

linear_totals <- c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069)
plain_totals <- c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)
calibrated <- function(f, totals, fun, ...) calibrate(clus1, f, totals, calfun = fun, epsilon = 1e-12, maxit = 500, ...)

designs <- list(
  rake = rake(clus1, list(~stype, ~sch.wide), list(pop_stype, pop_wide), control = tight),
  raking = calibrated(~stype + sch.wide, plain_totals, "raking"),
  poststratify = postStratify(clus1, ~stype, pop_stype),
  linear = calibrated(~stype + api99, linear_totals, "linear"),
  linear_bounded = calibrated(~stype + api99, linear_totals, "linear", bounds = c(0.6, 1.75)),
  raking_api99 = calibrated(~stype + api99, linear_totals, "raking"),
  raking_bounded = calibrated(~stype + sch.wide, plain_totals, "raking", bounds = c(0.7, 1.7)),
  logit = calibrated(~stype + api99, linear_totals, "logit", bounds = c(0.5, 2))
)
designs$trim <- trimWeights(designs$rake, upper = 50, lower = 20, strict = TRUE)
strat_designs <- list(
  rake_joint = rake(strat, list(~stype + awards, ~sch.wide), list(pop_joint, pop_wide), control = tight),
  rake_three = rake(strat, list(~stype, ~sch.wide, ~awards), list(pop_stype, pop_wide, pop_awards), control = tight)
)

write_exact(as.data.frame(lapply(designs, weights)), "weights_clus1.csv")
write_exact(as.data.frame(lapply(strat_designs, weights)), "weights_strat.csv")

estimates <- function(name, design) {
  one <- function(what, e) data.frame(method = name, estimate_of = what, estimate = coef(e)[[1]], se = as.numeric(SE(e))[1])
  rbind(one("mean api00", svymean(~api00, design)), one("total api00", svytotal(~api00, design)),
        one("share awards=Yes", svymean(~as.numeric(awards == "Yes"), design)),
        one("mean api00 of stype H", svymean(~api00, subset(design, stype == "H"))))
}
all <- c(designs, strat_designs)
write_exact(do.call(rbind, Map(estimates, names(all), all)), "estimates.csv")
