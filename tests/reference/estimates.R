# Reference figures for analysis/: R 4.2.2, survey 4.1-1. Run here: Rscript estimates.R
# Writes estimates.csv (case, name, part, value) and the data it used.
suppressMessages(library(survey))
options(digits = 17)
data(api)
out <- list()
put <- function(case, name, ...) {
  parts <- c(...)
  for (p in names(parts)) out[[length(out) + 1]] <<- data.frame(
    case = case, name = name, part = p, value = format(unname(parts[p]), digits = 17, scientific = TRUE))
}
est <- function(case, name, stat, df = NULL, deff = FALSE) {
  v <- c(estimate = unname(coef(stat)[1]), se = unname(SE(stat)[1]))
  if (deff) v <- c(v, design_effect = unname(deff(stat)[1]))
  if (!is.null(df)) v <- c(v, df = df)
  put(case, name, v)
}
ci <- function(case, name, formula, design, methods = c("logit", "beta", "likelihood", "mean"), level = 0.95) {
  for (m in methods) {
    x <- svyciprop(formula, design, method = m, level = level)
    v <- attr(x, "ci")
    put(case, paste(name, m), c(lower = unname(v[1]), upper = unname(v[2])))
  }
}
chi <- function(case, name, formula, design) {
  x <- svychisq(formula, design, statistic = "F")
  put(case, name, c(statistic = unname(x$statistic), ndf = unname(x$parameter[1]), ddf = unname(x$parameter[2]),
                    p = unname(x$p.value)))
}
# As a function of totals: survey 4.1-1's svyby(covmat = TRUE) fails on calibrated designs.
gap <- function(case, name, formula, by, design, a, b) {
  y <- model.frame(formula, design$variables, na.action = na.pass)[[1]]
  g <- model.frame(by, design$variables, na.action = na.pass)[[1]]
  y[is.na(y)] <- 0
  d <- update(design, ya = y * (g == a), na = as.numeric(g == a), yb = y * (g == b), nb = as.numeric(g == b))
  x <- svycontrast(svytotal(~ya + na + yb + nb, d), quote(ya / na - yb / nb))
  put(case, name, c(estimate = unname(coef(x)), se = unname(SE(x))))
}

prep <- function(d) {
  d$imp <- as.numeric(d$comp.imp == "Yes"); d$rare <- as.numeric(d$api00 > 840); d$row <- seq_len(nrow(d))
  d[, c("row", "cds", "stype", "dnum", "api00", "api99", "enroll", "api.stu", "comp.imp", "sch.wide", "awards", "imp",
        "rare", "pw", intersect("fpc", names(d)))]
}
strat <- prep(apistrat); clus <- prep(apiclus1)
write.csv(strat, "apistrat.csv", row.names = FALSE); write.csv(clus, "apiclus1.csv", row.names = FALSE)

battery <- function(case, d) {
  est(case, "mean api00", svymean(~api00, d, deff = TRUE), degf(d), TRUE)
  est(case, "total enroll", svytotal(~enroll, d, deff = TRUE), degf(d), TRUE)
  r <- svyratio(~api.stu, ~enroll, d)
  put(case, "ratio", c(estimate = coef(r)[[1]], se = SE(r)[[1]]))
  est(case, "prop imp", svymean(~imp, d, deff = TRUE), degf(d), TRUE)
  est(case, "prop rare", svymean(~rare, d, deff = TRUE), degf(d), TRUE)
  ci(case, "ci imp", ~imp, d); ci(case, "ci rare", ~rare, d); ci(case, "ci imp 90", ~imp, d, "logit", 0.9)
  for (g in c("E", "H", "M")) {
    s <- subset(d, stype == g)
    est(case, paste("imp in", g), svymean(~imp, s, deff = TRUE), degf(s), TRUE)
    ci(case, paste("ci imp in", g), ~imp, s, c("logit", "beta", "mean"))
    est(case, paste("api00 in", g), svymean(~api00, s), degf(s))
  }
  q <- svyquantile(~api00, d, c(0.25, 0.5, 0.75), ci = TRUE)
  for (i in 1:3) put(case, paste("quantile", c(0.25, 0.5, 0.75)[i]), c(
    estimate = q$api00[i, "quantile"], se = q$api00[i, "se"], lower = q$api00[i, 2], upper = q$api00[i, 3]))
  chi(case, "chisq imp sch", ~comp.imp + sch.wide, d)
  chi(case, "chisq imp stype", ~comp.imp + stype, d)
  gap(case, "imp E-H", ~imp, ~stype, d, "E", "H")
  gap(case, "api00 E-M", ~api00, ~stype, d, "E", "M")
}
dstrat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = strat, fpc = ~fpc)
dclus <- svydesign(id = ~dnum, weights = ~pw, data = clus, fpc = ~fpc)
battery("strat", dstrat)
battery("strat nofpc", svydesign(id = ~1, strata = ~stype, weights = ~pw, data = strat))
battery("clus", dclus)

# Two stages, each a finite population.
two <- prep(apiclus2)
two$fpc1 <- apiclus2$fpc1; two$fpc2 <- apiclus2$fpc2
two$enroll[is.na(two$enroll)] <- 0; two$api.stu[is.na(two$api.stu)] <- 0
write.csv(two, "apiclus2.csv", row.names = FALSE)
options(survey.lonely.psu = "adjust")
dtwo <- svydesign(id = ~dnum + row, weights = ~pw, data = two, fpc = ~fpc1 + fpc2)
battery("two stages", dtwo)
options(survey.lonely.psu = "fail")

pop.type <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
pop.sch <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
tight <- list(maxit = 500, epsilon = 1e-12, verbose = FALSE)
raked <- rake(dclus, list(~stype, ~sch.wide), list(pop.type, pop.sch), control = tight)
battery("clus raked", raked)
margins <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)
battery("clus calibrated raking", calibrate(dclus, ~stype + sch.wide, margins, calfun = "raking", epsilon = 1e-12, maxit = 500))
battery("clus calibrated linear", calibrate(dclus, ~stype + sch.wide, margins))
battery("clus poststratified", postStratify(dclus, ~stype, pop.type))
battery("strat raked", rake(dstrat, list(~stype, ~sch.wide), list(pop.type, pop.sch), control = tight))

# A borough survey: wards as strata, streets as clusters, a base weight, three margins, answers that were skipped.
set.seed(2024)
n <- 640
b <- data.frame(person = 1:n)
b$neighbourhood <- sample(c("North", "South", "West", "Central"), n, TRUE, c(.3, .3, .2, .2))
b$street <- paste0(substr(b$neighbourhood, 1, 1), sample(1:14, n, TRUE))
b$sex <- sample(c("F", "M"), n, TRUE, c(.57, .43))
b$age <- sample(c("16-24", "25-44", "45-64", "65+"), n, TRUE, c(.08, .24, .33, .35))
b$tenure <- sample(c("own", "private", "social"), n, TRUE, c(.66, .14, .2))
b$base <- round(runif(n, .5, 3), 3)
street <- setNames(rnorm(56, 0, .5), c(outer(c("N", "S", "W", "C"), 1:14, paste0)))
eta <- 0.9 + street[b$street] - .4 * (b$sex == "F") + .3 * (b$age == "65+")
u <- runif(n)
b$safe <- ifelse(u < plogis(eta - 1.2), "very", ifelse(u < plogis(eta), "fairly", ifelse(u < plogis(eta + 1), "unsafe", "very unsafe")))
b$safe[sample(n, 35)] <- NA
b$dk <- ifelse(runif(n) < .05, "don't know", b$safe)
b$knife <- rbinom(n, 1, .02); b$asb <- rpois(n, 5)
b$very_fairly <- as.numeric(b$safe %in% c("very", "fairly")); b$very_fairly[is.na(b$safe)] <- NA
write.csv(b, "borough.csv", row.names = FALSE)
db <- svydesign(id = ~street, strata = ~neighbourhood, weights = ~base, data = b)
m.sex <- data.frame(sex = c("F", "M"), Freq = c(96100, 90300))
m.age <- data.frame(age = c("16-24", "25-44", "45-64", "65+"), Freq = c(20400, 62000, 64000, 40000))
m.ten <- data.frame(tenure = c("own", "private", "social"), Freq = c(128000, 30400, 28000))
rb <- rake(db, list(~sex, ~age, ~tenure), list(m.sex, m.age, m.ten), control = tight)
cb <- calibrate(db, ~sex + age + tenure, c(`(Intercept)` = 186400, sexM = 90300, `age25-44` = 62000, `age45-64` = 64000,
  `age65+` = 40000, tenureprivate = 30400, tenuresocial = 28000), calfun = "raking", epsilon = 1e-12, maxit = 500)
answered <- function(d) update(subset(d, !is.na(very_fairly)), very_fairly = ifelse(is.na(very_fairly), 0, very_fairly))
for (k in c("raked", "calibrated")) {
  d <- list(raked = rb, calibrated = cb)[[k]]; case <- paste("borough", k)
  # A subset of a calibrated design keeps its rows, so a missing answer needs a number there.
  s <- answered(d)
  est(case, "safe", svymean(~very_fairly, s, deff = TRUE), degf(s), TRUE)
  ci(case, "ci safe", ~very_fairly, s); ci(case, "ci knife", ~knife, d)
  est(case, "knife", svymean(~knife, d, deff = TRUE), degf(d), TRUE)
  for (g in c("North", "South", "West", "Central")) {
    h <- subset(s, neighbourhood == g)
    est(case, paste("safe in", g), svymean(~very_fairly, h, deff = TRUE), degf(h), TRUE)
    ci(case, paste("ci safe in", g), ~very_fairly, h, c("logit", "beta", "mean"))
  }
  for (g in c("16-24", "65+")) {
    h <- subset(s, age == g & sex == "F")
    est(case, paste("safe in F", g), svymean(~very_fairly, h), degf(h))
  }
  est(case, "asb mean", svymean(~asb, d, deff = TRUE), degf(d), TRUE)
  est(case, "asb total", svytotal(~asb, d), degf(d))
  chi(case, "chisq safe neighbourhood", ~safe + neighbourhood, s)
  chi(case, "chisq safe sex", ~safe + sex, s)
  gap(case, "safe North-South", ~very_fairly, ~neighbourhood, s, "North", "South")
  gap(case, "safe F-M", ~very_fairly, ~sex, s, "F", "M")
}
# Trimmed, the excess shared out: the residuals stay those of the raking.
tb <- trimWeights(rb, lower = 120, upper = 600, strict = TRUE)
est("borough trimmed", "knife", svymean(~knife, tb, deff = TRUE), degf(tb), TRUE)
est("borough trimmed", "asb mean", svymean(~asb, tb, deff = TRUE), degf(tb), TRUE)
write.csv(data.frame(person = b$person, weight = weights(rb)), "borough_weights.csv", row.names = FALSE)

# Strata of one cluster each.
one <- b[b$neighbourhood != "Central" | b$street == "C1", ]
for (policy in c("adjust", "average")) {
  options(survey.lonely.psu = policy)
  d <- svydesign(id = ~street, strata = ~neighbourhood, weights = ~base, data = one)
  est(paste("lonely", policy), "asb mean", svymean(~asb, d), degf(d))
}
options(survey.lonely.psu = "fail")

# Two waves: apart, and with the same streets visited again.
b2 <- b; set.seed(7); b2$keep <- runif(n) < .8; b2 <- b2[b2$keep, ]
b2$very_fairly <- ifelse(is.na(b2$very_fairly), NA, rbinom(nrow(b2), 1, .2 + .5 * b2$very_fairly))
b2$keep <- NULL
write.csv(b2, "borough_before.csv", row.names = FALSE)
d1 <- subset(db, !is.na(very_fairly))
d2 <- subset(svydesign(id = ~street, strata = ~neighbourhood, weights = ~base, data = b2), !is.na(very_fairly))
m1 <- svymean(~very_fairly, d1); m2 <- svymean(~very_fairly, d2)
e <- coef(m1) - coef(m2); se <- sqrt(vcov(m1) + vcov(m2)); df <- degf(d1) + degf(d2)
put("waves", "apart", c(estimate = unname(e), se = se[1], df = df, p = 2 * pt(-abs(e / se)[1], df)))
both <- rbind(cbind(b, wave = "now"), cbind(b2, wave = "before"))
db2 <- subset(svydesign(id = ~street, strata = ~neighbourhood, weights = ~base, data = both), !is.na(very_fairly))
gap("waves", "shared", ~very_fairly, ~wave, db2, "now", "before")
put("waves", "shared", c(df = degf(db2)))
m <- sqrt(vcov(m1)[1] + 0.88 * 0.12 / 12875)
put("benchmark", "safe against 0.88 of 12875", c(estimate = unname(coef(m1) - .88), se = m, df = degf(d1)))

# Jackknife, each replicate raked again; and raked after.
jk <- rake(as.svrepdesign(db, type = "JKn"), list(~sex, ~age, ~tenure), list(m.sex, m.age, m.ten), control = tight)
est("jackknife raked", "asb mean", svymean(~asb, jk)); est("jackknife raked", "knife", svymean(~knife, jk))
s <- answered(jk)
est("jackknife raked", "safe", svymean(~very_fairly, s))
for (g in c("North", "West")) est("jackknife raked", paste("safe in", g), svymean(~very_fairly, subset(s, neighbourhood == g)))
jk1 <- as.svrepdesign(dclus, type = "JK1")
est("jackknife clus", "mean api00", svymean(~api00, jk1))
est("jackknife strat", "mean api00", svymean(~api00, as.svrepdesign(dstrat, type = "JKn")))

write.csv(do.call(rbind, out), "estimates.csv", row.names = FALSE, quote = FALSE)
